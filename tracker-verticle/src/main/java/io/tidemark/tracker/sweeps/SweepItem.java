package io.tidemark.tracker.sweeps;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One DAO of a sweep that is still pending.
 *
 * @param userId the id of its account; null until it was looked up
 * @param attempts that failed for a transient reason
 * @param pages of its timeline written so far
 * @param token of the next page; null for the first
 * @param emptyPages how many pages without a post came last, in a row
 * @param seenTokens the tokens of all pages read so far
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
