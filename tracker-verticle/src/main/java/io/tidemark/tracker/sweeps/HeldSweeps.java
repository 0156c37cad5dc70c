package io.tidemark.tracker.sweeps;

import io.tidemark.timers.HeldTimers;

/** Cycles that wait until a credential's pause is over. */
public final class HeldSweeps {

  public static final HeldTimers TIMERS =
      new HeldTimers(
          Cycles.TIMER,
          """
          select id
          from dao_sync_cycles
          where finished_at is null
            and waiting_reason = $1
          """);

  private HeldSweeps() {}
}
