package io.tidemark.tracker.lots;

import io.tidemark.timers.HeldTimers;

/** Lots that were put back until a credential's pause is over. */
public final class HeldLots {

  public static final HeldTimers TIMERS =
      new HeldTimers(
          Lots.TIMER,
          """
          select id
          from twitter_lots
          where finished_at is null
            and waiting_reason = $1
          """);

  private HeldLots() {}
}
