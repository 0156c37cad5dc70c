package io.tidemark.profiles.jobs;

import io.tidemark.jobs.PausedJobs;

/** Cascades of which a step waits until a credential's pause is over. */
public final class HeldJobs {

  public static final PausedJobs TIMERS =
      new PausedJobs(
          Jobs.TIMER,
          """
          select coalesce(parent_id, id)
          from sync_jobs
          where finished_at is null
            and waiting_until is not null
            and error = $1
          """);

  private HeldJobs() {}
}
