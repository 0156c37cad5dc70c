package io.tidemark.tracker.tweets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.upstream.Answers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TweetIdsTest {

  @ParameterizedTest
  @CsvSource({
    "\"7\", 7",
    "7, 7",
    "\"007\", 7",
    "\"02126979479761846272\", 2126979479761846272",
    "1588987262754234368, 1588987262754234368",
    "\"9223372036854775807\", 9223372036854775807"
  })
  void anIdHasOneForm(String json, String expected) {
    assertThat(TweetIds.canonical(Answers.json(json))).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.588987262754234e18",
        "7.0",
        "-7",
        "0",
        "\"000\"",
        "\"\"",
        "\"7 \"",
        "\"+7\"",
        "\"9223372036854775808\"",
        "\"99999999999999999999\"",
        "null",
        "true",
        "[7]"
      })
  void whatIsNoIdIsNone(String json) {
    assertThat(TweetIds.canonical(Answers.json(json))).isEmpty();
  }
}
