package io.tidemark.tracker.daos;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account that is swept.
 *
 * @param slug its name in URLs and in the name of its view; never changes
 * @param twitterHandle null when it has none; it is then not swept
 * @param sweptAt when it was last swept successfully; null when it never was
 */
public record Dao(
    @JsonIgnore long id,
    String slug,
    String name,
    @Nullable String twitterHandle,
    boolean enabled,
    @Nullable Instant sweptAt,
    Instant createdAt,
    Instant updatedAt) {}
