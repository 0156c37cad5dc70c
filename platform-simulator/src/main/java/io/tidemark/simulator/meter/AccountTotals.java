package io.tidemark.simulator.meter;

/**
 * What was done with one account's token.
 *
 * @param calls HTTP calls
 * @param parts the same as the platform counts them: each part of a Graph batch is a call
 * @param idsAsked ids over all calls, repetitions included
 * @param mostAtOnce the most calls that were ever in hand at the same time
 */
public record AccountTotals(long calls, long parts, long idsAsked, int mostAtOnce) {

  static final AccountTotals NOTHING = new AccountTotals(0, 0, 0, 0);
}
