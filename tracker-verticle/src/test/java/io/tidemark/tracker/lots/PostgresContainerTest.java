package io.tidemark.tracker.lots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class PostgresContainerTest {

  @Test
  void everyMigrationAndTheLifeOfALotRunInAContainer() {
    LotInContainers.live(
        stores -> Map.of("TIDEMARK_POSTGRES_URL", stores.newDatabase()),
        world ->
            assertThat(
                    world.stores.number(
                        "select count(*) from flyway_schema_history where not success"))
                .isZero());
  }
}
