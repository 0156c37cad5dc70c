package io.tidemark.profiles.style;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a post that its author's style is computed from.
 *
 * @param hookType null when not classified yet, or when no type fits
 */
public record StyledPost(String text, @Nullable String hookType, @Nullable Instant postedAt) {}
