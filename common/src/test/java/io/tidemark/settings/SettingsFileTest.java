package io.tidemark.settings;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class SettingsFileTest {

  private static Vertx vertx;

  @TempDir private Path folder;

  @BeforeAll
  static void begin(Vertx shared) {
    vertx = shared;
  }

  @Test
  void withoutAFileTheEnvironmentAloneIsRead() {
    Settings settings = await(SettingsReader.read(vertx, Map.of("TIDEMARK_HTTP_PORT", "9000")));

    assertThat(settings.http().port()).isEqualTo(9000);
  }

  @Test
  void aJsonFileNestsItsKeys() throws IOException {
    Settings settings =
        read(
            "tidemark.json",
            """
            {
              "http": {"port": 9000, "open-reads": true},
              "webhook": {"keys": ["new-key", "old-key"], "in-flight": 7},
              "clock.speed": 360,
              "admin": {"key": null}
            }
            """);

    assertThat(settings.http().port()).isEqualTo(9000);
    assertThat(settings.http().openReads()).isTrue();
    assertThat(settings.webhook().keys()).containsExactly("new-key", "old-key");
    assertThat(settings.webhook().inFlight()).isEqualTo(7);
    assertThat(settings.clockSpeed()).isEqualTo(360);
    assertThat(settings.adminKey()).isEmpty();
  }

  @Test
  void aPropertiesFileSaysTheSame() throws IOException {
    Settings settings =
        read(
            "tidemark.properties",
            """
            # a comment
            http.port=9000
            http.open-reads = true
            webhook.keys=new-key, old-key
            admin.key=0012345678901234
            """);

    assertThat(settings.http().port()).isEqualTo(9000);
    assertThat(settings.http().openReads()).isTrue();
    assertThat(settings.webhook().keys()).containsExactly("new-key", "old-key");
    assertThat(settings.adminKey()).contains("0012345678901234");
  }

  @Test
  void theEnvironmentBeatsTheFile() throws IOException {
    Settings settings =
        read(
            "tidemark.json",
            "{\"http\": {\"port\": 9000, \"host\": \"127.0.0.1\"}}",
            Map.of("TIDEMARK_HTTP_PORT", "9001"));

    assertThat(settings.http().port()).isEqualTo(9001);
    assertThat(settings.http().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void blanksInAFileMeanWhatTheyMeanInTheEnvironment() throws IOException {
    Settings settings = read("tidemark.properties", "admin.key=\nhttp.port=9000 \nhttp.host=   \n");

    assertThat(settings.adminKey()).isEmpty();
    assertThat(settings.http().port()).isEqualTo(9000);
    assertThat(settings.http().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = folder.resolve("missing.json");

    assertThatThrownBy(
            () -> await(SettingsReader.read(vertx, Map.of("TIDEMARK_CONFIG", missing.toString()))))
        .isInstanceOf(BadSetting.class)
        .hasMessage("TIDEMARK_CONFIG names %s, which cannot be read.".formatted(missing));
  }

  @Test
  void aFolderIsNotAFile() {
    assertThatThrownBy(
            () -> await(SettingsReader.read(vertx, Map.of("TIDEMARK_CONFIG", folder.toString()))))
        .isInstanceOf(BadSetting.class)
        .hasMessage("TIDEMARK_CONFIG names %s, which cannot be read.".formatted(folder));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"admin\": {\"key\": hunter2}}",
        "{\"admin\": {\"key\": \"hunter2\"",
        "{\"admin\": {\"key\": \"hunter2\"}} hunter2",
        "[\"hunter2\"]",
        ""
      })
  void aMalformedFileIsNamedAndItsSecretsAreNotShown(String content) {
    assertThatThrownBy(() -> read("tidemark.json", content))
        .isInstanceOf(BadSetting.class)
        .hasMessageStartingWith(
            "TIDEMARK_CONFIG names %s, which is not a valid file of settings"
                .formatted(folder.resolve("tidemark.json")))
        .hasMessageEndingWith(".")
        .hasMessageNotContaining("hunter2")
        .hasMessageNotContaining("\n");
  }

  @Test
  void theBrokenLineIsNamed() {
    assertThatThrownBy(() -> read("tidemark.json", "{\n  \"http\": {\n    port: 80\n  }\n}"))
        .isInstanceOf(BadSetting.class)
        .hasMessageMatching(".* \\(see line 3, column [0-9]+\\)\\.");
  }

  @Test
  void aBadValueInAFileIsNamedByItsVariable() {
    assertThatThrownBy(() -> read("tidemark.json", "{\"http\": {\"port\": \"eighty\"}}"))
        .isInstanceOf(BadSetting.class)
        .hasMessage("TIDEMARK_HTTP_PORT must be a whole number, not \"eighty\".");
  }

  @Test
  void anUnknownKeyInAFileIsNamedByItsVariable() {
    assertThatThrownBy(() -> read("tidemark.json", "{\"http\": {\"prot\": 80}}"))
        .isInstanceOf(BadSetting.class)
        .hasMessage("TIDEMARK_HTTP_PROT is not a setting; docs/configuration.md lists them all.");
  }

  private Settings read(String name, String content) throws IOException {
    return read(name, content, Map.of());
  }

  private Settings read(String name, String content, Map<String, String> environment)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    Map<String, String> all = new HashMap<>(environment);
    all.put("TIDEMARK_CONFIG", file.toString());
    return await(SettingsReader.read(vertx, all));
  }
}
