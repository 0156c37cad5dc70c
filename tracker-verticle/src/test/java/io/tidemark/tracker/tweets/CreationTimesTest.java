package io.tidemark.tracker.tweets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.tracker.tweets.Tweet.CreatedFrom;
import io.tidemark.tracker.twitterapi.TweetJson;
import io.tidemark.upstream.Answers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreationTimesTest {

  private static final Instant CREATED = Instant.parse("2026-11-29T10:00:00Z");
  private static final String ID =
      Long.toString((CREATED.toEpochMilli() - 1_288_834_974_657L) << 22);

  private static CreationTimes.@Nullable Created created(String json, String id) {
    JsonNode given = Answers.json("{\"at\":" + json + "}").get("at");
    return CreationTimes.of(given, id, "creation-times-test", "at").orElse(null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Sun Nov 29 09:59:58 +0000 2026\"",
        "\"Sun Nov 29 09:59:58 UTC 2026\"",
        "\"Mon Nov 29 09:59:58 GMT 2026\"",
        "\"Sun Nov 29 14:59:58 +0500 2026\"",
        "\"2026-11-29T09:59:58Z\"",
        "\"2026-11-29T09:59:58.000Z\"",
        "\"2026-11-29T11:59:58+02:00\"",
        "\"2026-11-29T11:59:58+0200\"",
        "\"2026-11-29T09:59:58\"",
        "\"2026-11-29 09:59:58\"",
        "\"2026-11-29 09:59:58 UTC\"",
        "1795946398",
        "\"1795946398\"",
        "1795946398000",
        "\"1795946398000\"",
        "1795946398.0",
      })
  void everyFormThatWasSeenIsRead(String json) {
    Instant at = Instant.parse("2026-11-29T09:59:58Z");
    assertThat(created(json, ID)).isEqualTo(new CreationTimes.Created(at, CreatedFrom.TEXT, at));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"\"",
        "\"yesterday\"",
        "{}",
        "true",
        "-1",
        "0.5",
        "\"Sat Jan 01 00:00:00 +0000 +300000\"",
        "\"9999-12-31T23:59:59Z\"",
        "\"0000-01-01T00:00:00Z\"",
        "\"2026-13-01T00:00:00Z\"",
        "\"Sun Nor 29 09:59:58 +0000 2026\"",
        "\"Sun Nov 31 09:59:58 +0000 2026\"",
        "\"Sun Nov 29 24:59:58 +0000 2026\"",
        "\"2026-11-27T09:00:00Z\"",
        "\"2027-11-29T10:00:00Z\"",
        "1e300",
        "9223372036854775807",
      })
  void theTimeOfTheIdHoldsWhereTheTextCannotBeReadOrIsFarFromIt(String json) {
    assertThat(created(json, ID)).extracting("at", "from").containsExactly(CREATED, CreatedFrom.ID);
  }

  @ParameterizedTest
  @CsvSource({
    "\"2009-05-01T00:00:00Z\", 2009-05-01T00:00:00Z",
    "\"2001-01-01T00:00:00Z\", 2006-03-21T00:00:00Z",
  })
  void anIdFromBeforeSnowflakesKeepsItsText(String json, Instant expected) {
    assertThat(created(json, "12345")).extracting("at").isEqualTo(expected);
    assertThat(created(json, "29700859246")).extracting("at").isEqualTo(expected);
    assertThat(created("\"yesterday\"", "12345")).isNull();
  }

  @Test
  void aTimeAfterTheArrivalCountsAsTheArrival() {
    Instant later = CREATED.plusSeconds(1);

    assertThat(tweet(later).arrived(CREATED).createdAt()).isEqualTo(CREATED);
    assertThat(tweet(later).arrived(CREATED).createdFrom()).isEqualTo(CreatedFrom.ARRIVAL);
    assertThat(tweet(CREATED).arrived(later)).isEqualTo(tweet(CREATED));
    assertThat(tweet(Instant.MAX).arrived(CREATED).createdAt()).isEqualTo(CREATED);
  }

  @ParameterizedTest
  @CsvSource({
    // the time in the id after the arrival, the text, what holds, from where
    "PT2M, 2026-03-01T08:00:00Z, 2026-03-01T08:00:00Z, TEXT",
    "P3D, Sun Mar 01 08:00:00 +0000 2026, 2026-03-01T08:00:00Z, TEXT",
    "P3D, 1772352000, 2026-03-01T08:00:00Z, TEXT",
    "P9000D, 2026-03-01T08:00:00Z, 2026-03-01T08:00:00Z, TEXT",
    "P9000D, 2001-01-01T00:00:00Z, 2006-03-21T00:00:00Z, TEXT",
    "P3D, 2026-11-29T10:00:30Z, 2026-11-29T10:00:00Z, TEXT",
    "P3D, 2027-11-29T10:00:30Z, 2026-11-29T10:00:00Z, ARRIVAL",
    "P3D, yesterday, 2026-11-29T10:00:00Z, ARRIVAL",
    "PT30S, 2026-03-01T08:00:00Z, 2026-11-29T10:00:00Z, ARRIVAL",
    "-PT1S, 2026-03-01T08:00:00Z, 2026-11-29T09:59:59Z, ID",
  })
  void anIdFromAfterTheArrivalDoesNotBeatATextThatCanBeRead(
      Duration after, String text, Instant expected, CreatedFrom from) {
    String id = Long.toString((CREATED.plus(after).toEpochMilli() - 1_288_834_974_657L) << 22);

    Tweet tweet =
        TweetJson.tweet(Answers.json("{\"id\":\"%s\",\"createdAt\":\"%s\"}".formatted(id, text)))
            .arrived(CREATED);

    assertThat(tweet.createdAt()).isEqualTo(expected);
    assertThat(tweet.createdFrom()).isEqualTo(from);
  }

  private static Tweet tweet(Instant createdAt) {
    return new Tweet(
        "1", null, "", null, null, createdAt, CreatedFrom.ID, Counters.NONE, List.of());
  }
}
