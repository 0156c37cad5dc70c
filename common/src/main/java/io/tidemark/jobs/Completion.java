package io.tidemark.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a claimed timer.
 *
 * @param nextDue when it is due again; null when it never is
 */
public record Completion(long subject, long token, @Nullable Instant nextDue) {}
