package io.tidemark.studio.reads;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post and what was read of it last.
 *
 * @param postedAt null while it is not published
 * @param failedRuns runs in a row that could not read it
 * @param latest null when it was never read
 * @param lacking what the last reading was asked for in vain, and why; null when nothing was
 * @param doubt why the last answer is not believed; null when it is
 * @param askAgainAt not before, when it is not
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
