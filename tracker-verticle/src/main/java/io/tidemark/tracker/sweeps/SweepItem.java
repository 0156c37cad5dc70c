package io.tidemark.tracker.sweeps;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A DAO whose turn in a cycle is not over.
 *
 * @param userId its account's; null until it was looked up
 * @param attempts that failed for a reason that may pass
 * @param pages of its timeline written so far
 * @param token of the next page; null for the first
 * @param emptyPages how many of the last pages had no post
 * @param seenTokens of all pages so far
 */
record SweepItem(
    long dao,
    String slug,
    String handle,
    @Nullable String userId,
    int attempts,
    int pages,
    @Nullable String token,
    int emptyPages,
    Set<String> seenTokens) {}
