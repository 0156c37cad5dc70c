package io.tidemark.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.clock.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignTimesTest {

  private static final Instant NOW = Instant.parse("2026-11-29T22:08:00Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ForeignTimes times = new ForeignTimes(new SettableClock(NOW), "platform", meters);

  private double counted(String field) {
    var counter =
        meters.find("tidemark.implausible.times").tags("source", "platform", "field", field);
    return counter.counter() == null ? 0 : counter.counter().count();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1",
        " 120 | 120",
        "86400 | 86400",
        "Sun, 29 Nov 2026 22:10:00 GMT | 120",
        "Mon, 30 Nov 2026 22:08:00 GMT | 86400",
      })
  void aRetryAfterIsSecondsOrADate(String header, long seconds) {
    assertThat(times.retryAfter(header)).contains(NOW.plusSeconds(seconds));
    assertThat(counted("retry-after")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-5",
        "1.5",
        "120junk",
        "NaN",
        "0x10",
        "1e3",
        "86500",
        "31536000",
        "99999999999",
        "9223372036854775807",
        "99999999999999999999999999",
        "Sun, 29 Nov 2026 22:08:00 GMT",
        "Sat, 28 Nov 2026 22:10:00 GMT",
        "Fri, 29 Nov 2126 22:10:00 GMT",
        "soon",
        "\u0661\u0662",
      })
  void anyOtherRetryAfterIsNotBelievedAndCounted(String header) {
    assertThat(times.retryAfter(header)).isEmpty();
    assertThat(counted("retry-after")).isEqualTo(1);
  }

  @Test
  void whatIsNotSaidIsNotCounted() {
    assertThat(times.retryAfter((String) null)).isEmpty();
    assertThat(times.atEpochSecond("reset", null, QUARTER)).isEmpty();
    assertThat(times.inSeconds("reset", null, QUARTER)).isEmpty();
    assertThat(meters.getMeters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 60, 900})
  void aResetWithinItsWindowIsBelieved(long seconds) {
    String epoch = Long.toString(NOW.getEpochSecond() + seconds);

    assertThat(times.atEpochSecond("reset", epoch, QUARTER)).contains(NOW.plusSeconds(seconds));
    assertThat(times.inSeconds("reset", Long.toString(seconds), QUARTER))
        .contains(NOW.plusSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1795990080000", // in milliseconds
        "0",
        "-1",
        "abc",
        "1795990080", // now
        "1795990020", // a minute ago
        "1795991040", // in 16 minutes
        "9223372036854775807",
        "999999999999999999",
      })
  void aResetOutsideOfItsWindowIsNot(String epoch) {
    assertThat(times.atEpochSecond("reset", epoch, QUARTER)).isEmpty();
    assertThat(counted("reset")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999", "0", "-1", "1.5", "x", "999999999999999999"})
  void aMonthHas31DaysAtMost(String seconds) {
    assertThat(times.inSeconds("quota", seconds, ForeignTimes.LONGEST_MONTH)).isEmpty();
    assertThat(counted("quota")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "7200, 7200, 0",
    "'\"7200\"', 7200, 0",
    "7200.9, 7200, 0",
    "10000000000, 315360000, 1",
    "10000000000000, 315360000, 1",
    "9000000000000000000, 315360000, 1",
    "90000000000000000000000000, 315360000, 1",
    "1e300, 315360000, 1",
    "'\"90000000000000000000000000\"', 315360000, 1",
    "0, 60, 1",
    "-1, 60, 1",
    "'\"never\"', 60, 1",
    "true, 60, 1",
    "[], 60, 1",
    "null, 60, 0",
  })
  void aLifetimeNeverOverflowsAndNeverFails(String json, long seconds, int counted) {
    JsonNode said = Answers.json("{\"expires_in\":" + json + "}").path("expires_in");

    assertThat(times.lifetime(said, "expires_in", Duration.ofMinutes(1)))
        .isEqualTo(NOW.plusSeconds(seconds));
    assertThat(counted("expires_in")).isEqualTo(counted);
  }
}
