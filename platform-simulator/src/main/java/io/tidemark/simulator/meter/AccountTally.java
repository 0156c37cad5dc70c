package io.tidemark.simulator.meter;

/** Running totals of one account; guarded by its owner. */
final class AccountTally {

  private long calls;
  private long parts;
  private long idsAsked;
  private int inProgress;
  private int mostAtOnce;

  void enter() {
    inProgress++;
    mostAtOnce = Math.max(mostAtOnce, inProgress);
  }

  void leave() {
    inProgress--;
  }

  void addCall() {
    calls++;
  }

  void addPart(RequestedIds ask) {
    parts++;
    idsAsked += ask.ids().size();
  }

  /** Calls in progress stay counted. */
  void reset() {
    calls = 0;
    parts = 0;
    idsAsked = 0;
    mostAtOnce = inProgress;
  }

  AccountTotals totals() {
    return new AccountTotals(calls, parts, idsAsked, mostAtOnce);
  }
}
