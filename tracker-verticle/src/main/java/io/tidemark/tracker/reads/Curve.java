package io.tidemark.tracker.reads;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Latest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The growth of a tweet's engagement, and the state of its tracking.
 *
 * @param since from when its age is reckoned
 * @param horizon the age up to which tweets of its zone are followed
 * @param points its snapshots in order; only the arrival while there are none
 * @param doubtful snapshots that were not believed, in order; they are not among the points
 * @param velocity change of the engagement per hour at the last snapshot that has one
 */
public record Curve(
    TweetRow tweet,
    TrackingRow tracking,
    Instant since,
    Duration horizon,
    List<Point> points,
    List<Point> doubtful,
    @Nullable Double velocity) {

  /**
   * A tweet with its latest counters.
   *
   * @param latest its counters, each with its capture time
   * @param nextUpdateAt null when it is not polled any more
   * @param sampled whether it is polled densely to its horizon, whatever the cadence of its zone
   */
  public record TweetRow(
      long id,
      String tweetId,
      String zoneId,
      String text,
      @Nullable String url,
      @Nullable String author,
      @JsonProperty("twitter_created_at") Instant createdAt,
      Instant receivedAt,
      @JsonUnwrapped Latest latest,
      long totalEngagement,
      @Nullable Instant nextUpdateAt,
      boolean sampled) {

    /** Its last known counters. */
    public Counters counters() {
      return latest.counters();
    }

    /** The time of its latest snapshot. */
    public Instant capturedAt() {
      return latest.capturedAt();
    }
  }

  /**
   * The row of twitter_engagement_tracking.
   *
   * @param expectedGrowth the growth that was expected after its last reading when it stopped as
   *     not worth a poll; null otherwise
   * @param revivedBy what last brought it back after a stop; null when nothing did
   */
  public record TrackingRow(
      long lotId,
      String tier,
      int updateCount,
      @Nullable Instant lastUpdatedAt,
      @Nullable String lastOutcome,
      @Nullable String lastDecision,
      @Nullable String waitingReason,
      @Nullable String stopReason,
      @Nullable Instant stoppedAt,
      @Nullable Double expectedGrowth,
      @Nullable String revivedBy) {}

  /**
   * @param origin poll, webhook, refresh, or arrival
   * @param engagement likes + retweets + replies + quotes; a counter that this snapshot lacks
   *     counts with its last known value
   * @param decision why the tweet continued or stopped after a poll; null where that was not stored
   */
  public record Point(
      @JsonProperty("snapshot_at") Instant at,
      String origin,
      @Nullable Integer round,
      @JsonUnwrapped Counters counters,
      @JsonProperty("total_engagement") long engagement,
      @JsonIgnore Counters deltas,
      @JsonProperty("engagement_velocity") @Nullable Double velocity,
      @Nullable String decision) {}
}
