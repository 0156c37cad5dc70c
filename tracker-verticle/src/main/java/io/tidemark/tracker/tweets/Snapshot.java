package io.tidemark.tracker.tweets;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One reading at one time, with the change since the reading before.
 *
 * @param tweet the row of twitter_tweets
 * @param round of a poll, from 1; null for a reading that came otherwise
 * @param latest what is known of the tweet's counters with this reading
 * @param velocity change of the engagement per hour: the sum of the rates of the counters that it
 *     has, each over the time since it was given last; null when no time to speak of lies between
 * @param decision of a poll, the word of why the tweet goes on or stopped
 * @param doubtful whether it was not taken at its word; such a one is kept and counts for nothing
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
      Latest before,
      Origin origin,
      @Nullable Integer round,
      Counters counters,
      Instant now) {
    return following(tweet, before, before.capturedAt(), origin, round, counters, now);
  }

  /**
   * The same, where another reading lies between that was not believed.
   *
   * @param after the time of that one
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

  /** The first reading of a tweet. */
  public static Snapshot first(long tweet, Origin origin, Counters counters, Instant at) {
    return new Snapshot(
        tweet,
        at,
        origin,
        null,
        counters,
        Latest.of(counters, at),
        Counters.NONE,
        null,
        null,
        false);
  }

  /**
   * The reading of a poll that was overtaken: by the time it is written a younger one has come. It
   * stands at its own time and tells no change, for the younger one told that.
   *
   * @param known what the younger one left
   */
  public static Snapshot overtaken(
      long tweet, Latest known, int round, Counters counters, Instant at) {
    return new Snapshot(
        tweet,
        at,
        Origin.POLL,
        round,
        counters,
        known.then(counters, at),
        Counters.NONE,
        null,
        null,
        false);
  }

  /**
   * What the counters that it lacks were worth when they were given last; null when it lacks none
   * of those that make up the engagement.
   */
  public @Nullable Long carriedEngagement() {
    return counters.hasAllEngagement()
        ? null
        : Long.valueOf(latest.counters().engagement() - counters.engagement());
  }

  public Snapshot decided(String word) {
    return new Snapshot(
        tweet, at, origin, round, counters, latest, deltas, velocity, word, doubtful);
  }

  /** The same, not taken at its word. */
  public Snapshot doubted() {
    return new Snapshot(
        tweet, at, origin, round, counters, latest, deltas, velocity, decision, true);
  }

  /** The sum of the counters' own rates; those that changed over the same time share a quotient. */
  private static @Nullable Double velocity(Counters deltas, CounterTimes since, Instant at) {
    SortedMap<Long, Long> changes = new TreeMap<>();
    add(changes, deltas.retweets(), since.retweets(), at);
    add(changes, deltas.replies(), since.replies(), at);
    add(changes, deltas.likes(), since.likes(), at);
    add(changes, deltas.quotes(), since.quotes(), at);
    return changes.isEmpty()
        ? null
        : Double.valueOf(
            changes.entrySet().stream()
                .mapToDouble(change -> change.getValue() * 3_600_000.0 / change.getKey())
                .sum());
  }

  private static void add(
      SortedMap<Long, Long> changes, @Nullable Long delta, @Nullable Instant since, Instant at) {
    if (delta != null && since != null) {
      long elapsed = Duration.between(since, at).toMillis();
      if (elapsed >= 1_000) {
        changes.merge(elapsed, delta, Long::sum);
      }
    }
  }
}
