package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.tweets.Counters.Counter;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last known value of each of a tweet's counters, with its own capture time. The newest
 * snapshot may lack counters that an older one has.
 *
 * @param times when the value of each counter was captured; without counters that were never given
 * @param capturedAt the time of the newest snapshot
 */
public record Latest(
    @JsonUnwrapped Counters counters, @JsonIgnore Map<Counter, Instant> times, Instant capturedAt) {

  private static final String CAPTURED_AT = "captured_at";

  public Latest {
    times = Map.copyOf(times);
  }

  /** The first known counters. */
  public static Latest of(Counters first, Instant at) {
    return new Latest(first, times(counter -> counter.of(first) == null ? null : at), at);
  }

  /** The known counters after one more snapshot. */
  public Latest then(Counters next, Instant at) {
    return new Latest(
        next.orElse(counters),
        times(counter -> counter.of(next) == null ? times.get(counter) : at),
        at);
  }

  /**
   * Reads a row with the six counters, captured_at and older_counters under their column names. If
   * older_counters belongs to another captured_at, a process of an earlier version wrote the row;
   * every counter then has the time of captured_at.
   */
  public static Latest of(Row row) {
    Latest latest = of(Counters.of(row), Times.instant(row, CAPTURED_AT));
    JsonObject older = row.getJsonObject("older_counters");
    if (older == null || !latest.capturedAt.equals(older.getInstant(CAPTURED_AT))) {
      return latest;
    }
    Map<Counter, Instant> times =
        times(counter -> older.getInstant(counter.column(), latest.times.get(counter)));
    return new Latest(latest.counters, times, latest.capturedAt);
  }

  /** The same times, as answers show them. */
  @JsonProperty("captured_at_by_counter")
  public CounterTimes capturedAtByCounter() {
    return CounterTimes.of(times);
  }

  private static Map<Counter, Instant> times(Function<Counter, @Nullable Instant> time) {
    var times = new EnumMap<Counter, Instant>(Counter.class);
    for (Counter counter : Counter.values()) {
      Instant at = time.apply(counter);
      if (at != null) {
        times.put(counter, at);
      }
    }
    return times;
  }

  /**
   * The column older_counters, as JSON: the counters that are older than capturedAt, with their
   * times and the captured_at that they belong to; null when no counter is older.
   */
  public @Nullable String older() {
    var older = new JsonObject();
    for (Counter counter : Counter.values()) {
      Instant at = times.getOrDefault(counter, capturedAt);
      if (!at.equals(capturedAt)) {
        older.put(counter.column(), at.toString());
      }
    }
    return older.isEmpty() ? null : older.put(CAPTURED_AT, capturedAt.toString()).encode();
  }
}
