package io.tidemark.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.KeyValuePair;

class JsonLinesTest {

  private static final Instant NOW = Instant.parse("2026-11-30T01:02:03.004Z");

  @Test
  void keyValuesAreFieldsAndNumbersStayNumbers() {
    JsonObject line =
        line(
            Level.INFO,
            null,
            new KeyValuePair("lots", 76),
            new KeyValuePair("share", 0.5),
            new KeyValuePair("late", true),
            new KeyValuePair("zone", "brand"),
            new KeyValuePair("waited", Duration.ofSeconds(3)),
            new KeyValuePair("next", null),
            new KeyValuePair("nothing", Double.NaN),
            new KeyValuePair("message", "taken"));

    assertThat(line)
        .isEqualTo(
            new JsonObject()
                .put("time", "2026-11-30T01:02:03.004Z")
                .put("severity", "INFO")
                .put("level", "INFO")
                .put("logger", "io.tidemark.Some")
                .put("thread", "one")
                .put("message", "Lots fired")
                .put("lots", 76)
                .put("share", 0.5)
                .put("late", true)
                .put("zone", "brand")
                .put("waited", "PT3S")
                .putNull("next")
                .put("nothing", "NaN")
                .put("field_message", "taken"));
  }

  @Test
  void aProblemIsOneField() {
    assertThat(line(Level.ERROR, new IllegalStateException("gone\nwrong")).getString("exception"))
        .startsWith("java.lang.IllegalStateException: gone\nwrong")
        .contains("JsonLinesTest");
  }

  @ParameterizedTest
  @CsvSource({"ERROR, ERROR", "WARN, WARNING", "INFO, INFO", "DEBUG, DEBUG", "TRACE, DEBUG"})
  void severitiesHaveTheNamesThatCollectorsKnow(String level, String severity) {
    assertThat(line(Level.valueOf(level), null).getString("severity")).isEqualTo(severity);
  }

  private static JsonObject line(
      Level level, @Nullable Throwable problem, KeyValuePair... keyValues) {
    var event =
        new LoggingEvent(
            "",
            new LoggerContext().getLogger("io.tidemark.Some"),
            level,
            "Lots {}",
            problem,
            new Object[] {"fired"});
    event.setInstant(NOW);
    event.setThreadName("one");
    for (KeyValuePair pair : keyValues) {
      event.addKeyValuePair(pair);
    }
    String text = new String(new JsonLines().encode(event), StandardCharsets.UTF_8);
    assertThat(text).endsWith("}\n");
    assertThat(text.strip().lines()).hasSize(1);
    return new JsonObject(text);
  }
}
