package io.tidemark.tracker.sweeps;

import org.jspecify.annotations.Nullable;

/**
 * A DAO whose turn in a cycle is not over.
 *
 * @param userId its account's; null until it was looked up
 * @param attempts that failed for a reason that may pass
 * @param pages of its timeline written so far
 * @param token of the next page; null for the first
 */
record Turn(
    long dao,
    String slug,
    String handle,
    @Nullable String userId,
    int attempts,
    int pages,
    @Nullable String token) {}
