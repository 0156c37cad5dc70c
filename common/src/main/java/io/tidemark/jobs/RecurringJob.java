package io.tidemark.jobs;

import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.Beginnings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that happens again and again on exactly one pod: a tick is claimed like any other
 * timer. Ticks missed in a downtime happen once, not once each.
 */
public final class RecurringJob implements WorkLoop.Pass {

  private static final Logger log = LoggerFactory.getLogger(RecurringJob.class);
  private static final long ONLY_ONE = 0;
  private static final Duration LEASE = Duration.ofMinutes(5);

  private final Vertx vertx;
  private final Pool pool;
  private final WorldClock clock;
  private final String name;
  private final Duration every;
  private final Runnable work;
  private final JobStore timers;
  private final ClaimBackoff lookAgain;

  /**
   * @param name the kind of its timer row
   * @param every by the world's clock, from one tick to the next; zero for a duty that is switched
   *     off: it never ticks
   * @param work may await and take long; a tick that fails is tried again a minute later
   * @param holder whose end lets others take a tick over
   */
  public RecurringJob(
      Vertx vertx,
      Pool pool,
      WorldClock clock,
      String name,
      Duration every,
      Runnable work,
      ClaimOwner holder) {
    this.vertx = vertx;
    this.pool = pool;
    this.clock = clock;
    this.name = name;
    this.every = every;
    this.work = work;
    this.timers = new JobStore(pool, name, LEASE, holder);
    this.lookAgain = new ClaimBackoff(clock);
  }

  public String name() {
    return name;
  }

  /**
   * Creates its timer, due now, unless it has one. One that never ticks takes away the timer that
   * it had under other settings.
   */
  public Future<Void> prepare() {
    return every.isZero()
        ? Beginnings.insist(vertx, () -> new JobSchedule(name).end(pool, ONLY_ONE))
        : Beginnings.insist(
            vertx, () -> new JobSchedule(name).schedule(pool, ONLY_ONE, clock.instant()));
  }

  /** Makes the next tick come at once, on whichever pod. */
  public Future<Void> bringForward() {
    return new JobSchedule(name).bringForward(pool, ONLY_ONE, clock.instant());
  }

  @Override
  public Optional<Instant> runOnce() {
    if (every.isZero()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    List<Claim> claims = timers.claim(now, 1).await();
    for (Claim claim : claims) {
      long renewal = vertx.setPeriodic(LEASE.toMillis() / 3, tick -> renew(claim));
      try {
        work.run();
      } catch (Exception problem) { // an await throws checked exceptions as well
        log.atWarn()
            .addKeyValue("duty", name)
            .setCause(problem)
            .log("A periodic duty failed; it is tried again in a minute");
        complete(claim, clock.instant().plus(Duration.ofMinutes(1)));
        continue;
      } finally {
        vertx.cancelTimer(renewal);
      }
      complete(claim, nextTick(claim.dueAt(), clock.instant()));
    }
    return lookAgain.after(claims.size(), timers.nextDue(clock.instant()).await());
  }

  private void renew(Claim claim) {
    timers
        .renew(List.of(claim))
        .onFailure(
            problem ->
                log.atWarn()
                    .addKeyValue("duty", name)
                    .addKeyValue("problem", problem.getMessage())
                    .log("The lease of a duty in hand could not be renewed"));
  }

  private void complete(Claim claim, Instant next) {
    timers.complete(pool, List.of(new Completion(ONLY_ONE, claim.token(), next))).await();
  }

  private Instant nextTick(Instant dueAt, Instant now) {
    Instant next = dueAt.plus(every);
    return next.isAfter(now) ? next : now.plus(every);
  }
}
