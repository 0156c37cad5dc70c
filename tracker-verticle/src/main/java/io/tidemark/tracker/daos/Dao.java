package io.tidemark.tracker.daos;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account that is swept.
 *
 * @param slug its name in addresses and in the name of its view; never changes
 * @param twitterHandle without one it is kept and not swept
 * @param sweptAt when a sweep last ended well; null when none did
 */
public record Dao(
    long id,
    String slug,
    String name,
    @Nullable String twitterHandle,
    boolean enabled,
    @Nullable Instant sweptAt,
    Instant createdAt,
    Instant updatedAt) {}
