package io.tidemark.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the stores of a test run come from; none of them is started. */
class TestStoresTest {

  @Test
  void embeddedOnesAreTakenWhereTheyAreAskedFor() {
    try (var stores = LocalStores.forTests(Map.of("TIDEMARK_TEST_STORES", "embedded"))) {
      assertThat(stores.folder()).isDirectory();
    }
  }

  @Test
  void namedOnesComeFirst() {
    Map<String, String> named =
        Map.of(
            "TIDEMARK_TEST_POSTGRES_URL", "postgresql://db/test",
            "TIDEMARK_TEST_REDIS_URL", "redis://cache",
            "TIDEMARK_TEST_STORES", "embedded");

    try (var stores = LocalStores.forTests(named)) {
      assertThat(stores.postgres().url()).isEqualTo("postgresql://db/test");
    }
  }

  @Test
  void aKindThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> LocalStores.forTests(Map.of("TIDEMARK_TEST_STORES", "docker")))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessage("TIDEMARK_TEST_STORES must be embedded or containers, not docker.");
  }

  @Test
  void containersHaveTheImagesOfCompose() throws IOException {
    assertThat(Files.readString(Path.of("..", "compose.yaml")))
        .contains("image: " + ContainerServer.POSTGRES + "\n")
        .contains("image: " + ContainerServer.REDIS + "\n");
  }
}
