package io.tidemark.gateway.studio;

import io.tidemark.studio.posts.Posts;
import io.tidemark.studio.reads.PostReading;
import io.tidemark.studio.reads.Reading;
import io.vertx.core.json.JsonObject;
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
        .put("latest", post.latest() == null ? null : reading(post.latest()));
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
            .put("engagement_rate", reading.engagementRate());
    return reading.raw() == null ? json : json.put("metadata", reading.raw());
  }

  /** Null when there is no earlier reading to compare with; a part is null when either was. */
  static @Nullable JsonObject change(@Nullable Reading now, Optional<Reading> before) {
    if (now == null || before.isEmpty()) {
      return null;
    }
    Reading then = before.get();
    return new JsonObject()
        .put("since", then.capturedAt().toString())
        .put("impressions", minus(now.impressions(), then.impressions()))
        .put("reach", minus(now.reach(), then.reach()))
        .put("views", minus(now.views(), then.views()))
        .put("likes", minus(now.likes(), then.likes()))
        .put("comments", minus(now.comments(), then.comments()))
        .put("shares", minus(now.shares(), then.shares()))
        .put("saves", minus(now.saves(), then.saves()))
        .put("clicks", minus(now.clicks(), then.clicks()))
        .put("total_interactions", minus(now.totalInteractions(), then.totalInteractions()));
  }

  private static @Nullable Long minus(@Nullable Long now, @Nullable Long then) {
    return now == null || then == null ? null : now - then;
  }
}
