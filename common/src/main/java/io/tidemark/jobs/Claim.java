package io.tidemark.jobs;

import java.time.Instant;

/**
 * The right to work on one job until its lease runs out.
 *
 * @param token grows with every claim of the same subject; a writer with an older one is too late
 */
public record Claim(long subject, Instant dueAt, long token) {}
