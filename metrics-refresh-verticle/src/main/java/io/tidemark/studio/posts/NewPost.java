package io.tidemark.studio.posts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post to import.
 *
 * @param account the row of studio_accounts
 * @param externalId the platform's id of the post
 */
public record NewPost(
    long account,
    String externalId,
    @Nullable String mediaType,
    @Nullable String caption,
    @Nullable String url,
    Instant postedAt) {}
