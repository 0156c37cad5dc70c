package io.tidemark.profiles.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiDurationParserTest {

  @ParameterizedTest
  @CsvSource({
    "20ms, 20",
    "1s, 1000",
    "6m30s, 390000",
    "1h, 3600000",
    "1.5s, 1500",
    "2, 2000",
    "0s, 0",
    "1d2h, 93600000",
    " 7.66s , 7660"
  })
  void aDurationIsReadAsOpenAiWritesIt(String text, long millis) {
    assertThat(OpenAiDurationParser.read(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1s", "5 minutes", "s", "1s!", "9999999s"})
  void whatIsNoDurationSaysNothing(String text) {
    assertThat(OpenAiDurationParser.read(text)).isEmpty();
  }

  @Test
  void nobodyIsToldToWaitForWeeks() {
    assertThat(OpenAiDurationParser.read("99d")).contains(Duration.ofDays(2));
    assertThat(OpenAiDurationParser.read(null)).isEmpty();
  }
}
