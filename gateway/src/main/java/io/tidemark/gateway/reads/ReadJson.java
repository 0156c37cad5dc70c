package io.tidemark.gateway.reads;

import io.tidemark.processes.ProcessRegistry.LiveProcess;
import io.tidemark.telemetry.ProcessTotals;
import io.tidemark.tracker.reads.Curve;
import io.tidemark.tracker.reads.Curve.Point;
import io.tidemark.tracker.reads.Curve.TrackingRow;
import io.tidemark.tracker.reads.Curve.TweetRow;
import io.tidemark.tracker.reads.Overview;
import io.tidemark.tracker.reads.Throughput;
import io.tidemark.tracker.reads.ZoneReads;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Counters.Counter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes snapshots and figures as JSON; the fields are named like the columns of the tables. */
public final class ReadJson {

  private static final Comparator<Instant> ORDER = Comparator.naturalOrder();

  private ReadJson() {}

  static JsonObject curve(Curve curve) {
    TweetRow tweet = curve.tweet();
    return new JsonObject()
        .put("tweet", tweet(tweet))
        .put("tracking", tracking(curve.tracking(), tweet.nextUpdateAt()))
        .put("points", curve.points().stream().map(ReadJson::point).toList())
        .put("doubtful", curve.doubtful().stream().map(ReadJson::point).toList())
        .put("engagement_velocity", curve.velocity())
        .put("captured_at", tweet.capturedAt())
        .put("next_update_at", tweet.nextUpdateAt());
  }

  /** The answer to a manual refresh: the newest snapshot, and the state of the tracking. */
  public static JsonObject refreshed(Curve curve, boolean read) {
    TweetRow tweet = curve.tweet();
    Point last = curve.points().getLast();
    return new JsonObject()
        .put(
            "newMetrics",
            read
                ? counters(tweet.counters())
                    .put("total_engagement", tweet.totalEngagement())
                    .put("captured_at_by_counter", times(tweet.latest().times()))
                : null)
        .put("snapshot", !read || last.round() == null ? null : point(last))
        .put("tracking", tracking(curve.tracking(), tweet.nextUpdateAt()))
        .put("captured_at", tweet.capturedAt())
        .put("next_update_at", tweet.nextUpdateAt());
  }

  static JsonObject tweet(TweetRow tweet) {
    return counters(tweet.counters())
        .put("id", tweet.id())
        .put("tweet_id", tweet.tweetId())
        .put("zone_id", tweet.zoneId())
        .put("text", tweet.text())
        .put("url", tweet.url())
        .put("author", tweet.author())
        .put("twitter_created_at", tweet.createdAt())
        .put("received_at", tweet.receivedAt())
        .put("total_engagement", tweet.totalEngagement())
        .put("captured_at", tweet.capturedAt())
        .put("captured_at_by_counter", times(tweet.latest().times()))
        .put("next_update_at", tweet.nextUpdateAt());
  }

  static JsonObject fast(ZoneReads.Fast fast) {
    return tweet(fast.tweet())
        .put("engagement_velocity", fast.velocity())
        .put("velocity_at", fast.velocityAt());
  }

  /** The freshness of a list: its newest snapshot, and when the next of its tweets is polled. */
  static JsonObject fresh(List<TweetRow> tweets) {
    return new JsonObject()
        .put("captured_at", tweets.stream().map(TweetRow::capturedAt).max(ORDER).orElse(null))
        .put(
            "next_update_at",
            tweets.stream()
                .map(TweetRow::nextUpdateAt)
                .filter(Objects::nonNull)
                .min(ORDER)
                .orElse(null));
  }

  static JsonObject stats(String zone, ZoneReads.Stats stats) {
    return new JsonObject()
        .put("zone_id", zone)
        .put("count", stats.count())
        .put("active", stats.active())
        .put("average", stats.average())
        .put("p25", stats.p25())
        .put("median", stats.median())
        .put("p75", stats.p75())
        .put("max", stats.max())
        .put("captured_at", stats.capturedAt())
        .put("next_update_at", stats.nextUpdateAt());
  }

  static JsonObject overview(Overview overview, Throughput pace, Instant now, double clockSpeed) {
    var pauses = new JsonArray();
    for (Overview.PausedUpstream pause : overview.pauses()) {
      pauses.add(
          new JsonObject()
              .put("upstream", pause.upstream())
              .put("credential", pause.credential())
              .put("paused_until", pause.until())
              .put("reason", pause.reason()));
    }
    return new JsonObject()
        .put("now", now)
        .put("clock_speed", clockSpeed)
        .put("deliveries", overview.deliveries())
        .put("deliveries_per_minute", pace.deliveriesPerMinute())
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
                .put("overdue", pace.lotsOverdue())
                .put("waiting", overview.lotsWaiting())
                .put("held", overview.lotsHeld())
                .put("next_due_at", overview.nextDueAt()))
        .put("upstream_pauses", pauses);
  }

  /** The figures of the whole installation, for operators. */
  static JsonObject installation(
      List<LiveProcess> live, List<ProcessTotals.Called> called, List<ProcessTotals.Odd> odd) {
    var processes = new JsonArray();
    live.forEach(
        process ->
            processes.add(
                new JsonObject()
                    .put("name", process.label())
                    .put("started_at", process.startedAt())
                    .put("breakers", process.breakers())));
    var calls = new JsonArray();
    called.forEach(
        upstream ->
            calls.add(
                new JsonObject()
                    .put("upstream", upstream.upstream())
                    .put("calls", upstream.calls())
                    .put("posts", upstream.posts())));
    var values = new JsonArray();
    odd.forEach(
        field ->
            values.add(
                new JsonObject()
                    .put("source", field.source())
                    .put("field", field.field())
                    .put("values", field.found())));
    return new JsonObject().put("pods", processes).put("calls", calls).put("odd_values", values);
  }

  private static JsonObject tracking(TrackingRow tracking, @Nullable Instant nextUpdateAt) {
    return new JsonObject()
        .put("lot_id", tracking.lotId())
        .put("tier", tracking.tier())
        .put("update_count", tracking.updateCount())
        .put("last_updated_at", tracking.lastUpdatedAt())
        .put("last_outcome", tracking.lastOutcome())
        .put("last_decision", tracking.lastDecision())
        .put("next_update_at", nextUpdateAt)
        .put("waiting_reason", tracking.waitingReason())
        .put("stop_reason", tracking.stopReason())
        .put("stopped_at", tracking.stoppedAt());
  }

  private static JsonObject point(Point point) {
    return counters(point.counters())
        .put("snapshot_at", point.at())
        .put("origin", point.origin())
        .put("round", point.round())
        .put("total_engagement", point.engagement())
        .put("delta_retweets", point.deltas().retweets())
        .put("delta_replies", point.deltas().replies())
        .put("delta_likes", point.deltas().likes())
        .put("delta_quotes", point.deltas().quotes())
        .put("delta_views", point.deltas().views())
        .put("engagement_velocity", point.velocity())
        .put("decision", point.decision());
  }

  private static JsonObject counters(Counters counters) {
    return new JsonObject()
        .put("retweet_count", counters.retweets())
        .put("reply_count", counters.replies())
        .put("like_count", counters.likes())
        .put("quote_count", counters.quotes())
        .put("view_count", counters.views())
        .put("bookmark_count", counters.bookmarks());
  }

  private static JsonObject times(Map<Counter, Instant> times) {
    var json = new JsonObject();
    for (Counter counter : Counter.values()) {
      json.put(counter.column(), times.get(counter));
    }
    return json;
  }
}
