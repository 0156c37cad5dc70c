package io.tidemark.simulator.meter;

/**
 * The calls made with one account's token.
 *
 * @param calls HTTP calls
 * @param parts calls as the platform counts them: each part of a Graph batch is one
 * @param idsAsked requested ids over all calls, repetitions included
 * @param mostAtOnce the maximum number of concurrent calls
 */
public record AccountTotals(long calls, long parts, long idsAsked, int mostAtOnce) {

  static final AccountTotals NOTHING = new AccountTotals(0, 0, 0, 0);
}
