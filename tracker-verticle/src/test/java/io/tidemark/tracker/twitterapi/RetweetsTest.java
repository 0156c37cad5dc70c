package io.tidemark.tracker.twitterapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.upstream.Answers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetweetsTest {

  private static final List<String> ORIGINALS =
      List.of("retweeted_tweet", "retweetedTweet", "retweeted_status", "retweetedStatus");
  private static final List<String> RESULTS =
      List.of("retweeted_status_result", "retweetedStatusResult");
  private static final List<String> REFERENCES = List.of("referenced_tweets", "referenced_posts");

  private static JsonNode tweet(String name, String value) {
    return Answers.json("{\"id\":\"17\",\"text\":\"hello\",\"%s\":%s}".formatted(name, value));
  }

  static Stream<Arguments> nothing() {
    List<String> empty = List.of("null", "{}", "\"\"", "[]", "false", "0");
    return Stream.of(
            ORIGINALS.stream()
                .flatMap(name -> empty.stream().map(value -> Arguments.of(name, value))),
            RESULTS.stream()
                .flatMap(
                    name ->
                        Stream.concat(
                                empty.stream(),
                                empty.stream().map(value -> "{\"result\":" + value + "}"))
                            .map(value -> Arguments.of(name, value))),
            REFERENCES.stream()
                .flatMap(
                    name ->
                        Stream.concat(
                                empty.stream(),
                                Stream.of(
                                    "[null]",
                                    "[{}]",
                                    "[{\"type\":null}]",
                                    "[{\"type\":\"quoted\",\"id\":\"5\"}]",
                                    "[{\"type\":\"replied_to\",\"id\":\"5\"}]"))
                            .map(value -> Arguments.of(name, value))))
        .flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("nothing")
  void aTweetWithoutAnOriginalIsNoRetweetHoweverThatIsWritten(String name, String value) {
    assertThat(TweetJson.isRetweet(tweet(name, value))).isFalse();
    assertThat(TweetJson.originalOf(tweet(name, value))).isEmpty();
  }

  static Stream<Arguments> originals() {
    String original = "{\"id\":\"1587474600000000000\",\"likeCount\":5}";
    return Stream.of(
            ORIGINALS.stream().map(name -> Arguments.of(name, original)),
            RESULTS.stream().map(name -> Arguments.of(name, "{\"result\":" + original + "}")),
            REFERENCES.stream()
                .map(
                    name ->
                        Arguments.of(
                            name, "[{\"type\":\"retweeted\",\"id\":\"1587474600000000000\"}]")))
        .flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("originals")
  void anOriginalMakesARetweetUnderEveryName(String name, String value) {
    assertThat(TweetJson.isRetweet(tweet(name, value))).isTrue();
    assertThat(TweetJson.originalOf(tweet(name, value)).orElseThrow().tweetId())
        .isEqualTo("1587474600000000000");
  }
}
