package io.tidemark.tracker.tweets;

import io.tidemark.tracker.tweets.Counters.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tweet's counters at one time, with the change since the previous snapshot.
 *
 * @param tweet the row of twitter_tweets
 * @param round of a poll, from 1; null for other snapshots
 * @param latest the tweet's last known counters, including this snapshot
 * @param velocity change of the engagement per hour: the sum of the rates of its counters, each
 *     over the time since that counter's last value; null when too little time lies between
 * @param decision the word for why the tweet continued or stopped after a poll
 * @param doubtful whether it was not believed; a doubtful snapshot is stored and ignored
 */
public record Snapshot(
    long tweet,
    Instant at,
    Origin origin,
    @Nullable Integer round,
    Counters counters,
    Latest latest,
    Counters deltas,
    @Nullable Double velocity,
    @Nullable String decision,
    boolean doubtful) {

  /** Where a snapshot comes from. */
  public enum Origin {
    POLL,
    WEBHOOK,
    REFRESH
  }

  /**
   * The next snapshot of a tweet. Snapshots stay in order even if a clock was set back: this one is
   * at least a microsecond after the last.
   */
  public static Snapshot following(
      long tweet,
      Latest before,
      Origin origin,
      @Nullable Integer round,
      Counters counters,
      Instant now) {
    return following(tweet, before, before.capturedAt(), origin, round, counters, now);
  }

  /**
   * The next snapshot after one that was not believed.
   *
   * @param after the time of the doubtful snapshot in between
   */
  public static Snapshot following(
      long tweet,
      Latest before,
      Instant after,
      Origin origin,
      @Nullable Integer round,
      Counters counters,
      Instant now) {
    Instant at = now.isAfter(after) ? now : after.plusNanos(1_000);
    Counters deltas = counters.minus(before.counters());
    return new Snapshot(
        tweet,
        at,
        origin,
        round,
        counters,
        before.then(counters, at),
        deltas,
        velocity(deltas, before.times(), at),
        null,
        false);
  }

  /** The first snapshot of a tweet. */
  public static Snapshot first(long tweet, Origin origin, Counters counters, Instant at) {
    return unchanged(tweet, at, origin, null, counters, Latest.of(counters, at));
  }

  /**
   * The snapshot of a poll that was overtaken: a younger snapshot exists when it is written. It has
   * its own time and no change, because the younger one already contains the change.
   *
   * @param known the last known counters, including the younger snapshot
   */
  public static Snapshot overtaken(
      long tweet, Latest known, int round, Counters counters, Instant at) {
    return unchanged(tweet, at, Origin.POLL, round, counters, known.then(counters, at));
  }

  private static Snapshot unchanged(
      long tweet,
      Instant at,
      Origin origin,
      @Nullable Integer round,
      Counters counters,
      Latest latest) {
    return new Snapshot(
        tweet, at, origin, round, counters, latest, Counters.NONE, null, null, false);
  }

  /**
   * The engagement of the counters that it lacks, by their last known values; null when it has all
   * counters of the engagement.
   */
  public @Nullable Long carriedEngagement() {
    return counters.hasAllEngagement()
        ? null
        : Long.valueOf(latest.counters().engagement() - counters.engagement());
  }

  /** The same snapshot, with the word of the decision that followed from it. */
  public Snapshot decided(String word) {
    return new Snapshot(
        tweet, at, origin, round, counters, latest, deltas, velocity, word, doubtful);
  }

  /** The same snapshot, marked as doubtful. */
  public Snapshot doubted() {
    return new Snapshot(
        tweet, at, origin, round, counters, latest, deltas, velocity, decision, true);
  }

  /**
   * The sum of the counters' rates. Counters with the same previous time are summed before
   * dividing.
   */
  private static @Nullable Double velocity(
      Counters deltas, Map<Counter, Instant> since, Instant at) {
    SortedMap<Long, Long> changes = new TreeMap<>();
    for (Counter counter : Counters.OF_ENGAGEMENT) {
      Long delta = counter.of(deltas);
      long elapsed = Duration.between(since.getOrDefault(counter, at), at).toMillis();
      if (delta != null && elapsed >= 1_000) {
        changes.merge(elapsed, delta, Long::sum);
      }
    }
    return changes.isEmpty()
        ? null
        : Double.valueOf(
            changes.entrySet().stream()
                .mapToDouble(change -> change.getValue() * 3_600_000.0 / change.getKey())
                .sum());
  }
}
