package io.tidemark.simulator.faults;

/**
 * Faults of the X API v2.
 *
 * @param xDialect the only spelling X accepts and answers in
 * @param partialErrors failed expansions among the errors, which are irrelevant to the data
 * @param endlessTimelines a timeline continues after its end, with empty pages that each name a
 *     next one
 */
public record XFaults(XDialect xDialect, boolean partialErrors, boolean endlessTimelines) {}
