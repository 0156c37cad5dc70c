package io.tidemark.profiles.posts;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post as it is read.
 *
 * @param reactions the counters as they came
 * @param hookType null: not classified yet, or none of the types
 */
public record AuthorPost(
    long id,
    String url,
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
