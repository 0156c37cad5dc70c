package io.tidemark.tracker.lots;

import io.tidemark.jobs.PausedJobs;

/** Lots that were put back until a credential's pause is over. */
public final class HeldLots {

  public static final PausedJobs TIMERS =
      new PausedJobs(
          Lots.TIMER,
          """
          select id
          from twitter_lots
          where finished_at is null
            and waiting_reason = $1
          """);

  private HeldLots() {}
}
