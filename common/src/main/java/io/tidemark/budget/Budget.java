package io.tidemark.budget;

import io.tidemark.budget.Admission.Admitted;
import io.tidemark.budget.Admission.Denied;
import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
 * <p>While some asks of a process are with Redis, the others wait, and then go together, tenants in
 * turn: the one that has to wait a moment is not overtaken by smaller ones. Without Redis each
 * process has its part of the short windows ({@link LocalRateLimiter}); days and months are set aside in
 * Postgres either way.
 */
public final class Budget {

  private static final Logger log = LoggerFactory.getLogger(Budget.class);

  /** Real time after which a Redis that did not answer is asked again. */
  private static final long RECHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Asks that go to Redis together. */
  private static final int MOST_AT_ONCE = 64;

  private final Vertx vertx;
  private final WorldClock clock;
  private final BudgetPlan plan;
  private final Duration patience;
  private final RedisRateLimitClient client;
  private final RedisRateLimiter shared;
  private final LocalRateLimiter local;
  private final RateLimitReport report;
  private final PermitQueue queue = new PermitQueue(MOST_AT_ONCE);
  private final AtomicLong silentSince = new AtomicLong(-1);

  /**
   * @param patience real time that an ask waits for windows that admit it soon
   */
  Budget(
      Vertx vertx,
      WorldClock clock,
      BudgetPlan plan,
      Duration patience,
      RedisRateLimitClient client,
      RedisRateLimiter shared,
      LocalRateLimiter local,
      RateLimitReport report) {
    this.vertx = vertx;
    this.clock = clock;
    this.plan = plan;
    this.patience = patience;
    this.client = client;
    this.shared = shared;
    this.local = local;
    this.report = report;
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
    var asking =
        new PermitRequest(
            cost, plan.quotaOwnerOf(tenant), System.nanoTime() + patience.toNanos(), Promise.promise());
    queue.add(tenant, asking);
    goOn();
    return asking.answer().future();
  }

  /** A loop: those who are answered at once would call it thousands deep otherwise. */
  private void goOn() {
    for (List<PermitRequest> asks = queue.take(); !asks.isEmpty(); asks = queue.take()) {
      Future<Void> answered = answer(asks);
      if (!answered.isComplete()) {
        answered.onComplete(done -> goOn());
        return;
      }
    }
  }

  /** Gives the turn back when it is over; never fails. */
  private Future<Void> answer(List<PermitRequest> asks) {
    return decisions(asks)
        .otherwise(problem -> List.of(defect(problem)))
        .compose(decisions -> answer(asks, decisions));
  }

  private Future<Void> answer(List<PermitRequest> asks, List<PermitDecision> decisions) {
    for (int i = 0; i < decisions.size(); i++) {
      PermitRequest ask = asks.get(i);
      long wait = wait(decisions.get(i), ask);
      if (wait > 0) {
        List<PermitRequest> waiting = asks.subList(i, asks.size());
        return vertx
            .timer(wait, TimeUnit.MILLISECONDS)
            .onComplete(waited -> queue.done(waiting))
            .mapEmpty();
      }
      ask.answer().complete(decisions.get(i).admission());
    }
    queue.done(asks.subList(decisions.size(), asks.size()));
    return Future.succeededFuture();
  }

  /** How many milliseconds an ask waits for its windows; 0 when it does not. */
  private long wait(PermitDecision decision, PermitRequest ask) {
    if (!decision.mayWait()
        || clock.speed() == 0
        || !(decision.admission() instanceof Denied denied)) {
      return 0;
    }
    // At least a millisecond: the clock that counted may be a little behind ours.
    long wait = Math.max(1, clock.realTimeUntil(denied.at()).toMillis() + 1);
    return TimeUnit.MILLISECONDS.toMicros(wait) < ask.patience() ? wait : 0;
  }

  private Future<List<PermitDecision>> decisions(List<PermitRequest> asks) {
    if (!worthAsking()) {
      return here(asks);
    }
    return shared
        .ask(asks)
        .onSuccess(answered -> answered())
        .recover(
            problem -> {
              fellSilent(problem);
              return here(asks);
            });
  }

  /** One at a time: Redis may be back for the next. */
  private Future<List<PermitDecision>> here(List<PermitRequest> asks) {
    PermitRequest ask = asks.getFirst();
    return local.ask(ask.cost(), ask.quotaOwner()).map(List::of);
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
          .addKeyValue("upstream", client.credential().upstream())
          .addKeyValue("problem", problem.getMessage())
          .log("Redis does not count a budget; this process keeps to its part");
    }
  }

  /** What nobody foresaw admits nothing. */
  private PermitDecision defect(Throwable problem) {
    log.atError()
        .addKeyValue("upstream", client.credential().upstream())
        .setCause(problem)
        .log("A budget could not be asked");
    return new PermitDecision(
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
   * How many of the items of a call that was denied would be admitted now, so that a call shrinks
   * to what is left of a day or month, and asks for no more than a limit ever holds.
   *
   * @return fewer than the call asks for; 0 when fewer would not be admitted either. Never fails
   */
  public Future<Integer> room(Cost cost, String tenant) {
    if (cost.size() < 2 || plan.limits().isEmpty()) {
      return Future.succeededFuture(0);
    }
    String quotaOwner = plan.quotaOwnerOf(tenant);
    return report
        .left()
        .recover(redisIsAway -> local.left())
        .map(left -> Room.of(cost, plan, quotaOwner, left))
        .otherwise(0);
  }

  /**
   * Takes over what a platform's headers say is left of its own windows.
   *
   * @param endpoint as in {@link Cost#endpoint()}
   * @param reservation of the call that was answered so: what it says holds against what was said
   *     before it was sent
   * @return never fails
   */
  public Future<Void> observed(String endpoint, List<Reported> reported, Reservation reservation) {
    if (plan.limits().isEmpty() || reported.isEmpty() || silentSince.get() >= 0) {
      return Future.succeededFuture();
    }
    return client.observed(endpoint, reported, reservation.takenAt()).otherwiseEmpty();
  }

  /**
   * Forgets what the platform said of its own windows before a time: a good answer to a later call
   * disproved it.
   *
   * @param before by the world's clock
   * @return never fails; what could not be forgotten ends with its window
   */
  public Future<Void> forgetReported(Instant before) {
    if (plan.limits().isEmpty() || silentSince.get() >= 0) {
      return Future.succeededFuture();
    }
    return client.forgetReported(before).otherwiseEmpty();
  }

  /** Tells Redis that this pod is here, and what it admitted where Redis lost that. */
  Future<Void> present() {
    if (plan.limits().isEmpty()) {
      return Future.succeededFuture();
    }
    return report
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
        : report.lines().recover(redisIsAway -> local.lines());
  }
}
