package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.postgres.Times;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last known value of each of a tweet's counters, with its own capture time. The newest
 * snapshot may lack counters that an older one has.
 *
 * @param capturedAt the time of the newest snapshot
 */
public record Latest(
    @JsonUnwrapped Counters counters,
    @JsonProperty("captured_at_by_counter") CounterTimes times,
    Instant capturedAt) {

  private static final String CAPTURED_AT = "captured_at";

  /** The first known counters. */
  public static Latest of(Counters first, Instant at) {
    return new Latest(first, CounterTimes.of(first, at), at);
  }

  /** The known counters after one more snapshot. */
  public Latest then(Counters next, Instant at) {
    return new Latest(next.orElse(counters), CounterTimes.of(next, at).orElse(times), at);
  }

  /**
   * Reads a row with the six counters, captured_at and older_counters under their column names. If
   * older_counters belongs to another captured_at, a process of an earlier version wrote the row;
   * every counter then has the time of captured_at.
   */
  public static Latest of(Row row) {
    Counters counters = Tweets.counters(row);
    Instant capturedAt = Times.instant(row, CAPTURED_AT);
    CounterTimes times = CounterTimes.of(counters, capturedAt);
    JsonObject older = row.getJsonObject("older_counters");
    return new Latest(
        counters,
        older != null && capturedAt.equals(older.getInstant(CAPTURED_AT))
            ? read(older).orElse(times)
            : times,
        capturedAt);
  }

  private static CounterTimes read(JsonObject older) {
    return new CounterTimes(
        older.getInstant("retweet_count"),
        older.getInstant("reply_count"),
        older.getInstant("like_count"),
        older.getInstant("quote_count"),
        older.getInstant("view_count"),
        older.getInstant("bookmark_count"));
  }

  /**
   * The column older_counters, as JSON: the counters that are older than capturedAt, with their
   * times and the captured_at that they belong to; null when no counter is older.
   */
  public @Nullable String older() {
    var older = new JsonObject();
    put(older, "retweet_count", times.retweets());
    put(older, "reply_count", times.replies());
    put(older, "like_count", times.likes());
    put(older, "quote_count", times.quotes());
    put(older, "view_count", times.views());
    put(older, "bookmark_count", times.bookmarks());
    return older.isEmpty() ? null : older.put(CAPTURED_AT, capturedAt.toString()).encode();
  }

  private void put(JsonObject older, String counter, @Nullable Instant time) {
    if (time != null && !time.equals(capturedAt)) {
      older.put(counter, time.toString());
    }
  }
}
