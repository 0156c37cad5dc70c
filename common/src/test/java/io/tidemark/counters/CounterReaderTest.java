package io.tidemark.counters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.upstream.Answers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CounterReaderTest {

  private static final CounterReader READER = CounterReader.of("counter-reader-test");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @BeforeEach
  void begin() {
    OddValues.countIn(meters);
  }

  @AfterEach
  void end() {
    OddValues.countNoMoreIn(meters);
  }

  private static JsonNode json(String text) {
    return Answers.json("{\"likes\":" + text + "}");
  }

  private double odd(String field) {
    var counter =
        meters.find(OddValues.METER).tags("source", "counter-reader-test", "field", field);
    return counter.counter() == null ? 0 : counter.counter().count();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1487.0, 1487",
    "9.12e3, 9120",
    "\"9120\", 9120",
    "\"007\", 7",
    "5000000000, 5000000000",
    "9007199254740992, 9007199254740992",
    "-0.0, 0"
  })
  void whatIsAWholeNumberIsOneHoweverItIsWritten(String text, long expected) {
    assertThat(READER.first(json(text), "likes")).isEqualTo(expected);
    assertThat(odd("likes")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "3.7",
        "\"-1\"",
        "\"1,204\"",
        "\"1.1K\"",
        "\"6.967\"",
        "\"\"",
        "\" 7\"",
        "\"٣\"",
        "true",
        "{}",
        "[1]",
        "9007199254740993",
        "\"9223372036854775808\"",
        "92233720368547758070",
        "\"99999999999999999999999\"",
        "1e999999999",
        "1e300",
        "-1e300"
      })
  void whatIsNoneIsNullAndCounted(String text) {
    assertThat(READER.first(json(text), "likes")).isNull();
    assertThat(odd("likes")).isEqualTo(1);
  }

  @Test
  void whatWasNotGivenIsNotOdd() {
    assertThat(READER.first(json("null"), "likes")).isNull();
    assertThat(READER.first(json("1"), "views")).isNull();
    assertThat(READER.read(null, "views")).isNull();
    assertThat(odd("likes") + odd("views")).isZero();
  }

  @Test
  void theFirstNameThatIsGivenCounts() {
    var json = Answers.json("{\"likes\": null, \"like_count\": \"many\", \"favorites\": 7}");

    assertThat(READER.first(json, "likes", "favorites")).isEqualTo(7);
    assertThat(READER.first(json, "like_count", "favorites")).isNull();
  }
}
