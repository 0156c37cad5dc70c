package io.tidemark.budget;

import io.tidemark.budget.Admission.Admitted;
import io.tidemark.budget.Admission.Denied;
import io.tidemark.contract.Message.BudgetLines.Line;
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
 * What may be spent with one credential, shared with all processes. A call is admitted when every
 * window admits it.
 *
 * <p>Requests go to the {@link RedisRateLimiter} one batch at a time. Those that arrive meanwhile
 * wait and then go together, tenants in turn; a request that has to wait a moment is not overtaken
 * by smaller ones. While Redis does not answer, the {@link LocalRateLimiter} decides.
 */
public final class Budget {

  private static final Logger log = LoggerFactory.getLogger(Budget.class);

  /** Real time after which a Redis that did not answer is asked again. */
  private static final long RECHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Requests that go to Redis together. */
  private static final int MAX_BATCH = 64;

  private final Vertx vertx;
  private final LimiterContext context;
  private final Duration maxWait;
  private final RedisRateLimiter redis;
  private final LocalRateLimiter local;
  private final PermitQueue queue = new PermitQueue(MAX_BATCH);
  private final AtomicLong silentSince = new AtomicLong(-1);

  /**
   * @param maxWait real time that a request waits for windows that admit it soon
   */
  Budget(
      Vertx vertx,
      LimiterContext context,
      Duration maxWait,
      RedisRateLimiter redis,
      LocalRateLimiter local) {
    this.vertx = vertx;
    this.context = context;
    this.maxWait = maxWait;
    this.redis = redis;
    this.local = local;
  }

  /** What the platform charges for calls with the credential. */
  public Prices prices() {
    return context.plan().prices();
  }

  private boolean isUnlimited() {
    return context.limits().isEmpty();
  }

  /**
   * Asks for a permit to make a call. Waits a moment where the windows admit it soon, unless the
   * world's clock stands still.
   *
   * @param tenant that the call is for; tenants take turns
   * @return never fails
   */
  public Future<Admission> ask(Cost cost, String tenant) {
    if (isUnlimited()) {
      return Future.succeededFuture(new Admitted(Reservation.UNCOUNTED));
    }
    var request =
        new PermitRequest(
            cost,
            context.plan().quotaOwnerOf(tenant),
            System.nanoTime() + maxWait.toNanos(),
            Promise.promise());
    queue.add(tenant, request);
    drain();
    return request.answer().future();
  }

  /** A loop: requests that are answered at once would call it thousands deep otherwise. */
  private void drain() {
    for (List<PermitRequest> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
      Future<Void> answered = answer(batch);
      if (!answered.isComplete()) {
        answered.onComplete(done -> drain());
        return;
      }
    }
  }

  /** Lets the queue go on when it is over; never fails. */
  private Future<Void> answer(List<PermitRequest> batch) {
    return decide(batch)
        .otherwise(problem -> List.of(deny(problem)))
        .compose(decisions -> answer(batch, decisions));
  }

  private Future<Void> answer(List<PermitRequest> batch, List<PermitDecision> decisions) {
    for (int i = 0; i < decisions.size(); i++) {
      PermitRequest request = batch.get(i);
      long wait = waitMillis(decisions.get(i), request);
      if (wait > 0) {
        List<PermitRequest> waiting = batch.subList(i, batch.size());
        return vertx
            .timer(wait, TimeUnit.MILLISECONDS)
            .onComplete(waited -> queue.done(waiting))
            .mapEmpty();
      }
      request.answer().complete(decisions.get(i).admission());
    }
    queue.done(batch.subList(decisions.size(), batch.size()));
    return Future.succeededFuture();
  }

  /** How long a request waits for its windows; 0 when it does not. */
  private long waitMillis(PermitDecision decision, PermitRequest request) {
    if (!decision.mayWait()
        || context.clock().speed() == 0
        || !(decision.admission() instanceof Denied denied)) {
      return 0;
    }
    // At least a millisecond: the clock that counted may be a little behind ours.
    long wait = Math.max(1, context.clock().realTimeUntil(denied.at()).toMillis() + 1);
    return TimeUnit.MILLISECONDS.toMicros(wait) < request.mayWaitMicros() ? wait : 0;
  }

  private Future<List<PermitDecision>> decide(List<PermitRequest> batch) {
    return isWorthAsking()
        ? redis
            .ask(batch)
            .onSuccess(decisions -> redisAnswered())
            .recover(
                problem -> {
                  redisFellSilent(problem);
                  return local.ask(batch);
                })
        : local.ask(batch);
  }

  private void redisAnswered() {
    local.redisAnswered();
    silentSince.set(-1);
  }

  private boolean isWorthAsking() {
    long since = silentSince.get();
    return since < 0 || System.nanoTime() - since > RECHECK_NANOS;
  }

  private void redisFellSilent(Throwable problem) {
    if (silentSince.getAndSet(Math.max(0, System.nanoTime())) < 0) {
      log.atWarn()
          .addKeyValue("upstream", context.credential().upstream())
          .addKeyValue("problem", problem.getMessage())
          .log("Redis does not count a budget; this process keeps to its part");
    }
  }

  /** Fails closed: an unexpected error denies the request. */
  private PermitDecision deny(Throwable problem) {
    log.atError()
        .addKeyValue("upstream", context.credential().upstream())
        .setCause(problem)
        .log("A budget could not be asked");
    return new PermitDecision(
        new Denied(context.clock().instant().plusSeconds(5), "the budget could not be asked"),
        false);
  }

  /**
   * Gives back what an admitted call did not spend: everything it took is given back but its
   * requests and what was returned.
   *
   * @return never fails; what could not be given back stays counted
   */
  public Future<Void> settle(Reservation reservation, BillableUsage returned) {
    return giveBack(reservation, returned, false);
  }

  /** A call that failed: free where the platform does not charge for failures. */
  public Future<Void> failed(Reservation reservation) {
    return prices().failuresAreFree()
        ? giveBack(reservation, BillableUsage.NOTHING, true)
        : Future.succeededFuture();
  }

  /** The platform answered that it did not do what was asked: only the request itself counts. */
  public Future<Void> refused(Reservation reservation) {
    return giveBack(reservation, BillableUsage.NOTHING, true);
  }

  /** The call was not made after all. */
  public Future<Void> release(Reservation reservation) {
    return giveBack(reservation, null, true);
  }

  private Future<Void> giveBack(
      Reservation reservation, @Nullable BillableUsage returned, boolean free) {
    if (reservation.parts().isEmpty() || silentSince.get() >= 0) {
      return Future.succeededFuture();
    }
    return redis.settle(reservation, returned, free).otherwiseEmpty();
  }

  /**
   * How many of the items of a call that was denied would be admitted now, so that a call shrinks
   * to what is left of a day or month, and asks for no more than a limit ever holds.
   *
   * @return fewer than the call asks for; 0 when fewer would not be admitted either. Never fails
   */
  public Future<Integer> room(Cost cost, String tenant) {
    if (cost.size() < 2 || isUnlimited()) {
      return Future.succeededFuture(0);
    }
    String quotaOwner = context.plan().quotaOwnerOf(tenant);
    return redis
        .left()
        .recover(redisIsAway -> local.left())
        .map(left -> context.admissibleItems(cost, quotaOwner, left))
        .otherwise(0);
  }

  /**
   * Takes over what a platform's headers say is left of its own windows.
   *
   * @param endpoint as in {@link Cost#endpoint()}
   * @param reservation of the answered call. A later call's headers take precedence over those of
   *     an earlier one, in whichever order the answers arrive
   * @return never fails
   */
  public Future<Void> observed(
      String endpoint, List<UpstreamQuota> reported, Reservation reservation) {
    if (isUnlimited() || reported.isEmpty() || silentSince.get() >= 0) {
      return Future.succeededFuture();
    }
    return redis.observed(endpoint, reported, reservation.takenAt()).otherwiseEmpty();
  }

  /**
   * Forgets what the platform said of its own windows before a time: a good answer to a later call
   * disproved it.
   *
   * @param before by the world's clock
   * @return never fails; what could not be forgotten ends with its window
   */
  public Future<Void> forgetReported(Instant before) {
    if (isUnlimited() || silentSince.get() >= 0) {
      return Future.succeededFuture();
    }
    return redis.forgetReported(before).otherwiseEmpty();
  }

  /** Tells Redis that this process is here, and what it was admitted where Redis lost that. */
  Future<Void> present() {
    if (isUnlimited()) {
      return Future.succeededFuture();
    }
    return redis
        .lines()
        .onSuccess(told -> redisAnswered())
        .onFailure(this::redisFellSilent)
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  /** How every window stands; from what this process knows while Redis is away. */
  Future<List<Line>> lines() {
    return isUnlimited()
        ? Future.succeededFuture(List.of())
        : redis.lines().recover(redisIsAway -> local.lines());
  }
}
