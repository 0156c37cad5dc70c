package io.tidemark.gateway.studio;

import io.tidemark.studio.posts.Posts;
import io.tidemark.studio.reads.PostSnapshot;
import io.tidemark.studio.reads.PostSnapshot.Metric;
import io.tidemark.studio.reads.PostSnapshot.Value;
import io.tidemark.studio.reads.PostWithSnapshot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes posts and snapshots as JSON. */
final class PostJson {

  private PostJson() {}

  static JsonObject post(PostWithSnapshot post) {
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
        .put("latest", post.latest() == null ? null : snapshot(post.latest()));
  }

  /** The doubted answer, which is not believed until a second one agrees; null when none is. */
  private static @Nullable JsonObject doubt(PostWithSnapshot post) {
    return post.doubt() == null
        ? null
        : new JsonObject()
            .put("reason", post.doubt())
            .put("captured_at", Asked.text(post.doubtedAt()))
            .put("ask_again_at", Asked.text(post.askAgainAt()));
  }

  static JsonObject snapshot(PostSnapshot snapshot) {
    var json =
        new JsonObject()
            .put("captured_at", snapshot.capturedAt().toString())
            .put("impressions", snapshot.impressions())
            .put("reach", snapshot.reach())
            .put("views", snapshot.views())
            .put("likes", snapshot.likes())
            .put("comments", snapshot.comments())
            .put("shares", snapshot.shares())
            .put("saves", snapshot.saves())
            .put("clicks", snapshot.clicks())
            .put("total_interactions", snapshot.totalInteractions())
            .put("engagement_rate", snapshot.engagementRate())
            .put("engagement_rate_by", snapshot.seen() == null ? null : snapshot.seen().word())
            .put("engagement_rate_lacks", words(snapshot.rateLacks()))
            .put("impressions_are_views", snapshot.isRenamed())
            .put("metrics", metrics(snapshot));
    return snapshot.raw() == null ? json : json.put("metadata", snapshot.raw());
  }

  private static JsonArray words(List<Metric> metrics) {
    return new JsonArray(metrics.stream().map(Metric::word).toList());
  }

  /** Each given counter with its capture time and the platform's name for it. */
  private static JsonObject metrics(PostSnapshot snapshot) {
    var metrics = new JsonObject();
    for (Metric metric : Metric.values()) {
      Value value = snapshot.values().get(metric);
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
   * The change since an earlier snapshot; null without one. A counter that was not given since has
   * a null change.
   */
  static @Nullable JsonObject change(@Nullable PostSnapshot now, Optional<PostSnapshot> before) {
    if (now == null || before.isEmpty()) {
      return null;
    }
    PostSnapshot then = before.get();
    var change = new JsonObject().put("since", then.capturedAt().toString());
    for (Metric metric : Metric.values()) {
      change.put(metric.word(), now.change(metric, then));
    }
    return change.put("breaks", new JsonArray(now.breaks(then)));
  }
}
