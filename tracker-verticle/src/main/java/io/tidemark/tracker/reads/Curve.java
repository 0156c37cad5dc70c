package io.tidemark.tracker.reads;

import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Latest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a tweet's engagement grew, and how its tracking stands.
 *
 * @param points the readings in order; the arrival alone while there are none
 * @param doubtful readings that were not believed, in order; they are none of the points
 * @param velocity change of the engagement per hour at the last reading that has one
 */
public record Curve(
    TweetRow tweet,
    TrackingRow tracking,
    List<Point> points,
    List<Point> doubtful,
    @Nullable Double velocity) {

  /**
   * A tweet with its latest counters.
   *
   * @param latest its counters, each with when it was read
   * @param nextUpdateAt null when it is not polled any more
   */
  public record TweetRow(
      long id,
      String tweetId,
      String zoneId,
      String text,
      @Nullable String url,
      @Nullable String author,
      Instant createdAt,
      Instant receivedAt,
      Latest latest,
      long totalEngagement,
      @Nullable Instant nextUpdateAt) {

    public Counters counters() {
      return latest.counters();
    }

    /** When it was read last. */
    public Instant capturedAt() {
      return latest.capturedAt();
    }
  }

  /** The row of twitter_engagement_tracking. */
  public record TrackingRow(
      long lotId,
      String tier,
      int updateCount,
      @Nullable Instant lastUpdatedAt,
      @Nullable String lastOutcome,
      @Nullable String lastDecision,
      @Nullable String waitingReason,
      @Nullable String stopReason,
      @Nullable Instant stoppedAt) {}

  /**
   * @param origin poll, webhook, refresh, or arrival
   * @param engagement likes + retweets + replies + quotes; of those that this reading lacks, the
   *     values that were given last before it
   * @param decision of a poll, why the tweet went on or stopped; null where that was not kept
   */
  public record Point(
      Instant at,
      String origin,
      @Nullable Integer round,
      Counters counters,
      long engagement,
      Counters deltas,
      @Nullable Double velocity,
      @Nullable String decision) {}
}
