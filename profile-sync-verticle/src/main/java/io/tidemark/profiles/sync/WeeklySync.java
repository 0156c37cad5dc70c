package io.tidemark.profiles.sync;

import io.tidemark.boot.Foundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.Completion;
import io.tidemark.jobs.JobSchedule;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.WorkLoop;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.jobs.Wanted;
import io.tidemark.runs.StartResult;
import io.tidemark.settings.ProfileSettings;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins a sync once a week, on one pod. Beginning it and moving on to the next week are one
 * transaction; weeks missed in a downtime are one sync. On a virtual thread.
 */
public final class WeeklySync implements WorkLoop.Pass {

  static final String TIMER = "profile-sync-weekly";

  private static final Logger log = LoggerFactory.getLogger(WeeklySync.class);
  private static final long ONLY_ONE = 0;
  private static final Duration LEASE = Duration.ofMinutes(1);

  /** A sync of few profiles that somebody began a moment before must not cost the week. */
  private static final Duration AFTER_ANOTHER = Duration.ofMinutes(10);

  private final Pool pool;
  private final WorldClock clock;
  private final ProfileSettings settings;
  private final Optional<WeeklyCalendar> calendar;
  private final Jobs jobs;
  private final JobStore timers;
  private final Runnable begun;

  /**
   * @param begun told whenever a sync began
   */
  public WeeklySync(Foundation foundation, Runnable begun) {
    this.pool = foundation.pool();
    this.clock = foundation.clock();
    this.settings = foundation.settings().profiles();
    this.calendar =
        settings.day().map(day -> new WeeklyCalendar(day, settings.at(), settings.zone()));
    this.jobs = new Jobs(pool, clock);
    this.timers = new JobStore(pool, TIMER, LEASE, foundation.liveness());
    this.begun = begun;
  }

  /**
   * Creates its timer unless it has one; a calendar that was changed to sooner holds at once, and
   * one that was switched off leaves no timer.
   */
  public Future<Void> prepare() {
    var due = new JobSchedule(TIMER);
    if (calendar.isEmpty()) {
      return due.end(pool, ONLY_ONE);
    }
    Instant next = calendar.get().next(clock.instant());
    return due.schedule(pool, ONLY_ONE, next)
        .compose(known -> due.bringForward(pool, ONLY_ONE, next));
  }

  @Override
  public Optional<Instant> runOnce() {
    if (calendar.isEmpty()) {
      return Optional.empty();
    }
    for (Claim claim : timers.claim(clock.instant(), 1).await()) {
      StartResult result = begin(claim).await();
      if (result instanceof StartResult.UnderWay other) {
        log.atInfo()
            .addKeyValue("job", other.run())
            .log("Another sync has not ended; the weekly one comes after it");
      } else {
        begun.run();
      }
    }
    return timers.nextDue(clock.instant()).await();
  }

  private Future<StartResult> begin(Claim claim) {
    var wanted = new Wanted("scheduled", settings.most(), true, true, null);
    return pool.withTransaction(
        transaction ->
            jobs.start(transaction, wanted)
                .compose(
                    start ->
                        timers
                            .complete(
                                transaction,
                                List.of(new Completion(ONLY_ONE, claim.token(), next(start))))
                            .map(start)));
  }

  private Instant next(StartResult start) {
    Instant now = clock.instant();
    return start instanceof StartResult.UnderWay
        ? now.plus(AFTER_ANOTHER)
        : calendar.orElseThrow().next(now);
  }
}
