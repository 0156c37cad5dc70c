package io.tidemark.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.counters.CounterReader;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "<html>", "{\"a\":", "{\"a\":1}}", "{} {}", "nothing"})
  void whatIsNoJsonIsMissing(String text) {
    assertThat(Answers.json(text).isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "-3, ",
    "9007199254740992, 9007199254740992",
    "9007199254740993, ",
    "92233720368547758070, ",
    "1.5, ",
    "7.0, 7",
    "\"7\", 7",
    "null, ",
    "true, ",
    "{}, "
  })
  void aCounterIsAWholeNumberThatEveryReaderTakesExactly(String json, Long expected) {
    assertThat(CounterReader.of("other").read(Answers.json(json), "counter")).isEqualTo(expected);
  }

  @Test
  void aCounterThatIsNotThereWasNotGiven() {
    assertThat(CounterReader.of("other").read(null, "counter")).isNull();
  }

  @Test
  void anObjectKeepsWholeNumbersOfAnyLength() {
    assertThat(Answers.object(Answers.json("{\"id\": 92233720368547758070}")).encode())
        .isEqualTo("{\"id\":92233720368547758070}");
    assertThat(Answers.object(Answers.json("[1]"))).isEqualTo(new JsonObject());
  }

  @Test
  void aForeignTextIsShortAndInOneLine() {
    var json = Answers.json("{\"msg\": \" \", \"detail\": \"%s\"}".formatted("a\\n".repeat(300)));

    assertThat(Answers.text(json, "nothing", "msg", "detail"))
        .hasSize(201)
        .startsWith("a a a")
        .endsWith("…");
    assertThat(Answers.text(json, "nothing", "msg")).isEqualTo("nothing");
  }
}
