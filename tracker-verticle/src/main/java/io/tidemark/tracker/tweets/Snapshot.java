package io.tidemark.tracker.tweets;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One reading at one time, with the change since the reading before.
 *
 * @param tweet the row of twitter_tweets
 * @param round of a poll, from 1; null for a reading that came otherwise
 * @param velocity change of the engagement per hour; null when no time to speak of lies between
 * @param decision of a poll, the word of why the tweet goes on or stopped
 * @param doubtful whether it was not taken at its word; such a one is kept and counts for nothing
 */
public record Snapshot(
    long tweet,
    Instant at,
    Origin origin,
    @Nullable Integer round,
    Counters counters,
    Counters deltas,
    @Nullable Double velocity,
    @Nullable String decision,
    boolean doubtful) {

  /** How a reading came about. */
  public enum Origin {
    POLL,
    WEBHOOK,
    REFRESH
  }

  /**
   * The reading that follows another. Readings of a tweet stand in order even if a clock was set
   * back: this one is at least a microsecond after the last.
   */
  public static Snapshot following(
      long tweet,
      Counters before,
      Instant beforeAt,
      Origin origin,
      @Nullable Integer round,
      Counters counters,
      Instant now) {
    Instant at = now.isAfter(beforeAt) ? now : beforeAt.plusNanos(1_000);
    Counters deltas = counters.minus(before);
    return new Snapshot(
        tweet,
        at,
        origin,
        round,
        counters,
        deltas,
        velocity(deltas, Duration.between(beforeAt, at)),
        null,
        false);
  }

  /**
   * The reading of a poll that was overtaken: by the time it is written a younger one has come. It
   * stands at its own time and tells no change, for the younger one told that.
   */
  public static Snapshot overtaken(long tweet, int round, Counters counters, Instant at) {
    return new Snapshot(tweet, at, Origin.POLL, round, counters, Counters.NONE, null, null, false);
  }

  public Snapshot decided(String word) {
    return new Snapshot(tweet, at, origin, round, counters, deltas, velocity, word, doubtful);
  }

  /** The same, not taken at its word. */
  public Snapshot doubted() {
    return new Snapshot(tweet, at, origin, round, counters, deltas, velocity, decision, true);
  }

  private static @Nullable Double velocity(Counters deltas, Duration elapsed) {
    return elapsed.toMillis() < 1_000 || !deltas.hasEngagement()
        ? null
        : Double.valueOf(deltas.engagement() * 3_600_000.0 / elapsed.toMillis());
  }
}
