package io.tidemark.jobs;

import java.time.Instant;

/**
 * The right to do one due thing, held until its lease runs out.
 *
 * @param token grows with every claim of the same subject; a writer with an older one is too late
 */
public record Claim(long subject, Instant dueAt, long token) {}
