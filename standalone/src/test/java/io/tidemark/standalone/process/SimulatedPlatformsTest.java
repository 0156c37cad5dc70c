package io.tidemark.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulatedPlatformsTest {

  @Test
  void whoeverSetsWhatItSaysAsksTheSimulatedPlatforms() {
    List<String> lines = SimulatedPlatforms.lines("http://127.0.0.1:8090", "demo-key");
    Map<String, String> environment = new HashMap<>();
    for (String line : lines) {
      for (String setting : line.split(" ")) {
        String[] both = setting.split("=", 2);
        environment.put(both[0], both[1]);
      }
    }

    Settings settings = SettingsReader.of(environment);

    URI there = URI.create("http://127.0.0.1:8090");
    assertThat(settings.twitter().twitterapiBaseUrl()).isEqualTo(there);
    assertThat(settings.twitter().xBaseUrl()).isEqualTo(there);
    assertThat(settings.studioPlatforms().instagram().baseUrl()).isEqualTo(there);
    assertThat(settings.studioPlatforms().facebook().baseUrl()).isEqualTo(there);
    assertThat(settings.studioPlatforms().tiktok().baseUrl()).isEqualTo(there);
    assertThat(settings.studioPlatforms().tiktok().clientSecret()).isEqualTo("demo-key");
    assertThat(settings.profiles().rapidApi().baseUrl()).isEqualTo(there);
    assertThat(settings.models().openai().baseUrl()).isEqualTo(there);
  }
}
