package io.tidemark.profiles.posts;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stored post.
 *
 * @param reactions the counters as given
 * @param hookType null when not classified yet, or when no type fits
 */
public record AuthorPost(
    long id,
    @JsonProperty("post_url") String url,
    String hook,
    String content,
    @Nullable Instant postedAt,
    @Nullable Long likes,
    @Nullable Long comments,
    @Nullable Long reposts,
    JsonObject reactions,
    @Nullable String hookType,
    @Nullable Double hookConfidence,
    boolean needsEmbedding,
    boolean needsHookClassification) {}
