package io.tidemark.profiles.style;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What of a post says how its author writes.
 *
 * @param hookType null: not known, or unclassified
 */
public record StyledPost(String text, @Nullable String hookType, @Nullable Instant postedAt) {}
