package io.tidemark.gateway.reads;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.tracker.forecasts.TweetForecasts.Drawn;
import io.tidemark.tracker.reads.Curve;
import io.tidemark.tracker.reads.Curve.Point;
import io.tidemark.tracker.reads.Curve.TrackingRow;
import io.tidemark.tracker.reads.Curve.TweetRow;
import io.tidemark.tracker.reads.Freshness;
import io.tidemark.tracker.reads.Overview;
import io.tidemark.tracker.reads.Throughput;
import io.tidemark.tracker.tweets.CounterTimes;
import io.tidemark.tracker.tweets.Counters;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The answers of the routes for snapshots and figures. */
public final class ReadJson {

  private static final Comparator<Instant> ORDER = Comparator.naturalOrder();

  private ReadJson() {}

  /** A tweet with all its snapshots, what lies between them and what is expected. */
  record CurveAnswer(
      TweetRow tweet,
      Tracking tracking,
      List<PointAnswer> points,
      List<PointAnswer> doubtful,
      @Nullable Double engagementVelocity,
      @JsonUnwrapped Drawn drawn,
      @JsonUnwrapped Freshness freshness) {

    static CurveAnswer of(Curve curve, Drawn drawn) {
      return new CurveAnswer(
          curve.tweet(),
          Tracking.of(curve),
          curve.points().stream().map(PointAnswer::of).toList(),
          curve.doubtful().stream().map(PointAnswer::of).toList(),
          curve.velocity(),
          drawn,
          fresh(curve));
    }
  }

  private static Freshness fresh(Curve curve) {
    return new Freshness(curve.tweet().capturedAt(), curve.tweet().nextUpdateAt());
  }

  private record Tracking(@JsonUnwrapped TrackingRow row, @Nullable Instant nextUpdateAt) {
    static Tracking of(Curve curve) {
      return new Tracking(curve.tracking(), curve.tweet().nextUpdateAt());
    }
  }

  private record PointAnswer(
      @JsonUnwrapped Point point,
      @Nullable Long deltaRetweets,
      @Nullable Long deltaReplies,
      @Nullable Long deltaLikes,
      @Nullable Long deltaQuotes,
      @Nullable Long deltaViews) {

    static PointAnswer of(Point point) {
      Counters deltas = point.deltas();
      return new PointAnswer(
          point,
          deltas.retweets(),
          deltas.replies(),
          deltas.likes(),
          deltas.quotes(),
          deltas.views());
    }
  }

  private record NewMetrics(
      @JsonUnwrapped Counters counters, long totalEngagement, CounterTimes capturedAtByCounter) {}

  /**
   * The newest snapshot, and the state of the tracking.
   *
   * @param newMetrics null when the refresh gave no counters
   * @param snapshot null when the refresh wrote none
   */
  public record Refreshed(
      @JsonProperty("newMetrics") @Nullable NewMetrics newMetrics,
      @Nullable PointAnswer snapshot,
      Tracking tracking,
      @JsonUnwrapped Freshness freshness) {

    /**
     * @param read whether the refresh gave counters
     */
    public static Refreshed of(Curve curve, boolean read) {
      TweetRow tweet = curve.tweet();
      Point last = curve.points().getLast();
      return new Refreshed(
          read
              ? new NewMetrics(
                  tweet.counters(), tweet.totalEngagement(), tweet.latest().capturedAtByCounter())
              : null,
          !read || last.round() == null ? null : PointAnswer.of(last),
          Tracking.of(curve),
          fresh(curve));
    }
  }

  /** The freshness of a list: its newest snapshot, and when the next of its tweets is polled. */
  static Freshness fresh(List<TweetRow> tweets) {
    return new Freshness(
        tweets.stream().map(TweetRow::capturedAt).max(ORDER).orElse(null),
        tweets.stream()
            .map(TweetRow::nextUpdateAt)
            .filter(Objects::nonNull)
            .min(ORDER)
            .orElse(null));
  }

  static JsonObject overview(
      Overview overview, Throughput throughput, Instant now, double clockSpeed) {
    return new JsonObject()
        .put("now", now)
        .put("clock_speed", clockSpeed)
        .put("deliveries", overview.deliveries())
        .put("deliveries_per_minute", throughput.deliveriesPerMinute())
        .put("unrouted", overview.unrouted())
        .put("tweets", overview.tweets())
        .put("polls", overview.polls())
        .put("polls_spared", overview.pollsSpared())
        .put("active", overview.active())
        .put("stopped", overview.stopped())
        .put(
            "lots",
            new JsonObject()
                .put("due", overview.lotsDue())
                .put("overdue", throughput.lotsOverdue())
                .put("waiting", overview.lotsWaiting())
                .put("held", overview.lotsHeld())
                .put("next_due_at", overview.nextDueAt()))
        .put("upstream_pauses", overview.pauses());
  }
}
