package io.tidemark.studio.reads;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post with its latest snapshot.
 *
 * @param postedAt null while it is not published
 * @param failedRuns failed runs in a row
 * @param latest null when it was never read
 * @param lacking which metrics the last answer lacked, and why; null when none
 * @param doubt why the last answer is not believed; null when it is
 * @param askAgainAt when a doubted post is asked about again; null when it is not doubted
 */
public record PostWithSnapshot(
    long id,
    String workspace,
    long account,
    String platform,
    @Nullable String externalId,
    @Nullable String mediaType,
    @Nullable String caption,
    @Nullable String url,
    @Nullable Instant postedAt,
    int failedRuns,
    @Nullable String lastError,
    @Nullable Instant lastErrorAt,
    @Nullable PostSnapshot latest,
    @Nullable String lacking,
    @Nullable String doubt,
    @Nullable Instant doubtedAt,
    @Nullable Instant askAgainAt) {}
