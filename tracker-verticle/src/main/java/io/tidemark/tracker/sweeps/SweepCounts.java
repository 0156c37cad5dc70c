package io.tidemark.tracker.sweeps;

/**
 * How many tweets of one answer were written.
 *
 * @param processed all of them
 * @param updated tweets that were already stored
 * @param added tweets that were new
 */
record SweepCounts(int processed, int updated, int added) {}
