package io.tidemark.budget;

import io.tidemark.budget.Admission.Admitted;
import io.tidemark.budget.Admission.Denied;
import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may be spent with one credential, shared with all pods through Redis. A call is admitted
 * when every window admits it.
 *
 * <p>One ask of a process is with Redis at a time, tenants in turn: the one that has to wait a
 * moment is not overtaken by smaller ones. Without Redis each process has its part of the short
 * windows ({@link LocalShare}); days and months are set aside in Postgres either way.
 */
public final class Budget {

  private static final Logger log = LoggerFactory.getLogger(Budget.class);

  /** Real time after which a Redis that did not answer is asked again. */
  private static final long RECHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Vertx vertx;
  private final WorldClock clock;
  private final BudgetPlan plan;
  private final Duration patience;
  private final SharedCount shared;
  private final LocalShare local;
  private final Turns turns = new Turns(1);
  private final AtomicLong silentSince = new AtomicLong(-1);

  /**
   * @param patience real time that an ask waits for windows that admit it soon
   */
  Budget(
      Vertx vertx,
      WorldClock clock,
      BudgetPlan plan,
      Duration patience,
      SharedCount shared,
      LocalShare local) {
    this.vertx = vertx;
    this.clock = clock;
    this.plan = plan;
    this.patience = patience;
    this.shared = shared;
    this.local = local;
  }

  public Prices prices() {
    return plan.prices();
  }

  /**
   * Asks for leave to make a call. Waits a moment where the windows admit it soon, unless the
   * world's clock stands still.
   *
   * @param tenant for whom; tenants take turns
   * @return never fails
   */
  public Future<Admission> ask(Cost cost, String tenant) {
    if (plan.limits().isEmpty()) {
      return Future.succeededFuture(new Admitted(Reservation.UNCOUNTED));
    }
    long until = System.nanoTime() + patience.toNanos();
    return turns.run(tenant, () -> askUntil(cost, plan.pocketOf(tenant), until));
  }

  private Future<Admission> askUntil(Cost cost, String pocket, long until) {
    return once(cost, pocket)
        .compose(
            verdict -> {
              Admission admission = verdict.admission();
              if (verdict.mayWait() && admission instanceof Denied denied && clock.speed() > 0) {
                // At least a millisecond: the clock that counted may be a little behind ours.
                long wait = Math.max(1, clock.realTimeUntil(denied.at()).toMillis() + 1);
                if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait) < until) {
                  return vertx
                      .timer(wait, TimeUnit.MILLISECONDS)
                      .compose(waited -> askUntil(cost, pocket, until));
                }
              }
              return Future.succeededFuture(admission);
            });
  }

  private Future<Verdict> once(Cost cost, String pocket) {
    if (!worthAsking()) {
      return local.ask(cost, pocket);
    }
    return shared
        .ask(cost, pocket)
        .onSuccess(answered -> answered())
        .recover(
            problem -> {
              fellSilent(problem);
              return local.ask(cost, pocket);
            })
        .otherwise(this::defect);
  }

  private void answered() {
    local.redisAnswered();
    silentSince.set(-1);
  }

  private boolean worthAsking() {
    long since = silentSince.get();
    return since < 0 || System.nanoTime() - since > RECHECK_NANOS;
  }

  private void fellSilent(Throwable problem) {
    if (silentSince.getAndSet(Math.max(0, System.nanoTime())) < 0) {
      log.atWarn()
          .addKeyValue("upstream", shared.credential().upstream())
          .addKeyValue("problem", problem.getMessage())
          .log("Redis does not count a budget; this process keeps to its part");
    }
  }

  /** What nobody foresaw admits nothing. */
  private Verdict defect(Throwable problem) {
    log.atError()
        .addKeyValue("upstream", shared.credential().upstream())
        .setCause(problem)
        .log("A budget could not be asked");
    return new Verdict(
        new Denied(clock.instant().plusSeconds(5), "the budget could not be asked"), false);
  }

  /**
   * Gives back what an admitted call did not spend: everything it took is given back but its
   * requests and what was returned.
   *
   * @return never fails; what could not be given back stays counted
   */
  public Future<Void> settle(Reservation reservation, Returned returned) {
    return giveBack(reservation, returned, false);
  }

  /** As {@link #settle(Reservation, Returned)}, where posts have no ids. */
  public Future<Void> settle(Reservation reservation, int itemsReturned) {
    return settle(reservation, Returned.items(itemsReturned));
  }

  /** A call that failed: free where the platform does not charge for failures. */
  public Future<Void> failed(Reservation reservation) {
    return plan.prices().failuresAreFree()
        ? giveBack(reservation, Returned.NOTHING, true)
        : Future.succeededFuture();
  }

  /** The platform answered that it did not do what was asked: only the request itself counts. */
  public Future<Void> refused(Reservation reservation) {
    return giveBack(reservation, Returned.NOTHING, true);
  }

  /** The call was not made after all. */
  public Future<Void> release(Reservation reservation) {
    return giveBack(reservation, null, true);
  }

  private Future<Void> giveBack(
      Reservation reservation, @Nullable Returned returned, boolean free) {
    if (reservation.parts().isEmpty() || silentSince.get() >= 0) {
      return Future.succeededFuture();
    }
    return shared.settle(reservation, returned, free).otherwiseEmpty();
  }

  /**
   * Takes over what a platform's headers say is left of its own window.
   *
   * @param endpoint as in {@link Cost#endpoint()}
   * @return never fails
   */
  public Future<Void> observed(String endpoint, long remaining, Instant resetAt) {
    if (plan.limits().isEmpty() || silentSince.get() >= 0) {
      return Future.succeededFuture();
    }
    return shared.observed(endpoint, remaining, resetAt).otherwiseEmpty();
  }

  /** Tells Redis that this pod is here, and what it admitted where Redis lost that. */
  Future<Void> present() {
    if (plan.limits().isEmpty()) {
      return Future.succeededFuture();
    }
    return shared
        .lines()
        .<Void>mapEmpty()
        .onSuccess(told -> answered())
        .otherwise(
            problem -> {
              fellSilent(problem);
              return null;
            });
  }

  /** How every window stands; from what this process knows while Redis is away. */
  Future<List<BudgetLine>> lines() {
    return plan.limits().isEmpty()
        ? Future.succeededFuture(List.of())
        : shared.lines().recover(redisIsAway -> local.lines());
  }
}
