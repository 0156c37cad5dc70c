package io.tidemark.gateway.profiles;

import io.tidemark.profiles.authors.Profile;
import io.tidemark.profiles.posts.AuthorPost;
import io.vertx.core.json.JsonObject;

/** Writes profiles and their posts as JSON. */
final class ProfileJson {

  private ProfileJson() {}

  static JsonObject profile(Profile profile) {
    Profile.Scraping scraping = profile.scraping();
    return new JsonObject()
        .put("id", profile.id())
        .put("workspace_id", profile.workspace())
        .put("full_name", profile.fullName())
        .put("linkedin_id", profile.linkedinId())
        .put("linkedin_url", profile.linkedinUrl())
        .put("type", profile.type())
        .put("sync_enabled", profile.syncEnabled())
        .put("sync_priority", scraping.priority())
        .put("posts_count", profile.postsCount())
        .put("avg_engagement", profile.avgEngagement())
        .put("last_scraped_at", SyncJson.text(scraping.lastScrapedAt()))
        .put("consecutive_failures", scraping.consecutiveFailures())
        .put("last_error", scraping.lastError())
        .put("created_at", profile.createdAt().toString());
  }

  static JsonObject post(AuthorPost post) {
    return new JsonObject()
        .put("id", post.id())
        .put("post_url", post.url())
        .put("hook", post.hook())
        .put("content", post.content())
        .put("posted_at", SyncJson.text(post.postedAt()))
        .put("likes", post.likes())
        .put("comments", post.comments())
        .put("reposts", post.reposts())
        .put("reactions", post.reactions())
        .put("hook_type", post.hookType())
        .put("hook_confidence", post.hookConfidence())
        .put("needs_embedding", post.needsEmbedding())
        .put("needs_hook_classification", post.needsHookClassification());
  }
}
