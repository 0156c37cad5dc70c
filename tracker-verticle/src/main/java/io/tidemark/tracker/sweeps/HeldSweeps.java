package io.tidemark.tracker.sweeps;

import io.tidemark.jobs.PausedJobs;

/** Cycles that wait until a credential's pause is over. */
public final class HeldSweeps {

  public static final PausedJobs TIMERS =
      new PausedJobs(
          Cycles.TIMER,
          """
          select id
          from dao_sync_cycles
          where finished_at is null
            and waiting_reason = $1
          """);

  private HeldSweeps() {}
}
