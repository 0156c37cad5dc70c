package io.tidemark.tracker.sweeps;

/**
 * What became of the tweets of one answer.
 *
 * @param processed tweets that were read
 * @param updated of these, those we had
 * @param added of these, those we had not
 */
record SweepCounts(int processed, int updated, int added) {}
