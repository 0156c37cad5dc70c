package io.tidemark.simulator.meter;

/** A running sum of one account; its owner guards it. */
final class AccountTally {

  private long calls;
  private long parts;
  private long idsAsked;
  private int inHand;
  private int mostAtOnce;

  void enter() {
    inHand++;
    mostAtOnce = Math.max(mostAtOnce, inHand);
  }

  void leave() {
    inHand--;
  }

  void addCall() {
    calls++;
  }

  void addPart(RequestedIds ask) {
    parts++;
    idsAsked += ask.ids().size();
  }

  /** What is in hand stays in hand. */
  void reset() {
    calls = 0;
    parts = 0;
    idsAsked = 0;
    mostAtOnce = inHand;
  }

  AccountTotals totals() {
    return new AccountTotals(calls, parts, idsAsked, mostAtOnce);
  }
}
