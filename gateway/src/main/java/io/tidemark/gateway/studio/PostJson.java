package io.tidemark.gateway.studio;

import io.tidemark.studio.posts.Posts;
import io.tidemark.studio.reads.PostReading;
import io.tidemark.studio.reads.Reading;
import io.tidemark.studio.reads.Reading.Metric;
import io.tidemark.studio.reads.Reading.Value;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Posts and readings as they are answered. */
final class PostJson {

  private PostJson() {}

  static JsonObject post(PostReading post) {
    return new JsonObject()
        .put("id", post.id())
        .put("workspace_id", post.workspace())
        .put("account_id", post.account())
        .put("platform", post.platform())
        .put("external_id", post.externalId())
        .put("media_type", post.mediaType())
        .put("caption", post.caption())
        .put("url", post.url())
        .put("posted_at", Asked.text(post.postedAt()))
        .put("failed_runs", post.failedRuns())
        .put("persistent", post.failedRuns() >= Posts.PERSISTENT)
        .put("last_error", post.lastError())
        .put("last_error_at", Asked.text(post.lastErrorAt()))
        .put("lacking", post.lacking())
        .put("doubt", doubt(post))
        .put("latest", post.latest() == null ? null : reading(post.latest()));
  }

  /** An answer that is not believed until a second one agrees; null when there is none. */
  private static @Nullable JsonObject doubt(PostReading post) {
    return post.doubt() == null
        ? null
        : new JsonObject()
            .put("reason", post.doubt())
            .put("captured_at", Asked.text(post.doubtedAt()))
            .put("ask_again_at", Asked.text(post.askAgainAt()));
  }

  static JsonObject reading(Reading reading) {
    var json =
        new JsonObject()
            .put("captured_at", reading.capturedAt().toString())
            .put("impressions", reading.impressions())
            .put("reach", reading.reach())
            .put("views", reading.views())
            .put("likes", reading.likes())
            .put("comments", reading.comments())
            .put("shares", reading.shares())
            .put("saves", reading.saves())
            .put("clicks", reading.clicks())
            .put("total_interactions", reading.totalInteractions())
            .put("engagement_rate", reading.engagementRate())
            .put("engagement_rate_by", reading.seen() == null ? null : reading.seen().word())
            .put("engagement_rate_lacks", words(reading.rateLacks()))
            .put("impressions_are_views", reading.isRenamed())
            .put("metrics", metrics(reading));
    return reading.raw() == null ? json : json.put("metadata", reading.raw());
  }

  private static JsonArray words(List<Metric> metrics) {
    return new JsonArray(metrics.stream().map(Metric::word).toList());
  }

  /** Each counter that was given with the time when it was, and what the platform calls it. */
  private static JsonObject metrics(Reading reading) {
    var metrics = new JsonObject();
    for (Metric metric : Metric.values()) {
      Value value = reading.values().get(metric);
      if (value != null) {
        metrics.put(
            metric.word(),
            new JsonObject()
                .put("value", value.count())
                .put("captured_at", value.capturedAt().toString())
                .put("origin", value.origin()));
      }
    }
    return metrics;
  }

  /**
   * Null without an earlier reading to compare with; a part is null when it was not given since.
   */
  static @Nullable JsonObject change(@Nullable Reading now, Optional<Reading> before) {
    if (now == null || before.isEmpty()) {
      return null;
    }
    Reading then = before.get();
    var change = new JsonObject().put("since", then.capturedAt().toString());
    for (Metric metric : Metric.values()) {
      change.put(metric.word(), now.change(metric, then));
    }
    return change.put("breaks", new JsonArray(now.breaks(then)));
  }
}
