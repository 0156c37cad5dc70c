package io.tidemark.studio.reads;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A post and what was read of it last.
 *
 * @param postedAt null while it is not published
 * @param failedRuns runs in a row that could not read it
 * @param latest null when it was never read
 */
public record PostReading(
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
    @Nullable Reading latest) {}
