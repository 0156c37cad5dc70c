package io.tidemark.tracker.sweeps;

import java.time.Instant;
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
 * @param wholeAt when the last sweep began that read all of the timeline; null when none did
 * @param since where the timeline is read from; null for the start of the window
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
    Set<String> seenTokens,
    @Nullable Instant wholeAt,
    @Nullable Instant since) {

  /** The same with the timeline read from there. */
  SweepItem from(Instant time) {
    return new SweepItem(
        dao, slug, handle, userId, attempts, pages, token, emptyPages, seenTokens, wholeAt, time);
  }
}
