package io.tidemark.upstream;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.access.Hashes;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Budget;
import io.tidemark.budget.Cost;
import io.tidemark.budget.FairSemaphore;
import io.tidemark.budget.Reservation;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.Settings;
import io.tidemark.telemetry.Traces;
import io.tidemark.telemetry.Traces.Span;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.AuthDead;
import io.tidemark.upstream.CallOutcome.Exhausted;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.CallOutcome.Refused;
import io.tidemark.upstream.CallOutcome.Throttled;
import io.tidemark.upstream.CallOutcome.Transient;
import io.tidemark.upstream.Pauses.Pause;
import io.tidemark.upstream.PlatformCall.TryResult;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way to call a platform with one credential: a lane, the pause, the budget, the breaker,
 * the call with its timeout, the classification of the answer, and the return of what was not
 * spent. What can succeed at once is retried, and each retry asks the budget anew. A GET whose
 * connection ends before any answer is sent once more, and both are counted, for the platform may
 * have billed the first.
 *
 * <p>The budget is asked in the lane, so that what it admits is sent at once and not in a burst
 * later. Lanes are given to tenants in turn.
 *
 * <p>A throttled, exhausted or dead credential is paused for all processes. None of these is a
 * failure for the breaker, for the platform did answer.
 */
public final class Upstream {

  /** SPEC: a 429 without a time given pauses for 15 minutes; a dead key is tried as often. */
  public static final Duration DEFAULT_PAUSE = ForeignTimes.DEFAULT;

  private final Vertx vertx;
  private final Traces traces;
  private final WorldClock clock;
  private final String name;
  private final Settings.Upstream settings;
  private final MeterRegistry meters;
  private final CredentialPause pause;
  private final Budget budget;
  private final CallBudget spending;
  private final Breaker breaker;
  private final FairSemaphore lanes;
  private final ForeignTimes times;

  /**
   * @param secret the credential itself; only a short hash of it is kept, to tell credentials apart
   */
  public Upstream(
      Vertx vertx,
      WorldClock clock,
      String name,
      String secret,
      Settings.Upstream settings,
      Pauses pauses,
      Budget budget,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.traces = Traces.of(vertx);
    this.clock = clock;
    this.name = name;
    this.settings = settings;
    this.meters = meters;
    this.pause =
        new CredentialPause(pauses, clock, name, Hashes.shortName(secret), budget::forgetReported);
    this.budget = budget;
    this.spending = new CallBudget(name, budget, meters);
    Duration maxProbe = settings.timeout().multipliedBy(2);
    this.breaker = new Breaker(vertx, name, settings, maxProbe, InstantSource.system());
    Breakers.watch(meters, name, breaker);
    this.lanes = new FairSemaphore(settings.inFlight());
    this.times = new ForeignTimes(clock, name, meters);
  }

  /** Reads the times that its answers tell. */
  public ForeignTimes times() {
    return times;
  }

  /**
   * The pause of this credential, whichever process began it; none once its row is deleted, or a
   * call that was sent after it began got a good answer.
   *
   * @return never fails: what this process remembers where the table cannot be read
   */
  public Future<Optional<Pause>> pause() {
    return pause.now();
  }

  /**
   * Pauses the credential, on all processes, for what an answer said beside its content; see {@link
   * CredentialPause#begin}.
   */
  public Future<Void> pauseFor(Pause said, Instant sentAt) {
    return pause.begin(said, sentAt);
  }

  /**
   * Makes one call.
   *
   * @param cost what it may cost at most
   * @param tenant for whom it is made; lanes are given to tenants in turn
   * @param request makes the request anew for each try; its timeout is set here
   * @param returned what of an answer is charged for
   * @return never fails: whatever happens is an outcome
   */
  public <T> Future<CallOutcome<T>> call(
      Cost cost,
      String tenant,
      Supplier<HttpRequest<Buffer>> request,
      Classifier<T> classifier,
      Function<T, BillableUsage> returned) {
    return call(cost, tenant, request, null, classifier, returned);
  }

  /**
   * As above, with a body that goes with each try.
   *
   * @param body what is sent; the request says what it is. Null for none
   */
  public <T> Future<CallOutcome<T>> call(
      Cost cost,
      String tenant,
      Supplier<HttpRequest<Buffer>> request,
      @Nullable Buffer body,
      Classifier<T> classifier,
      Function<T, BillableUsage> returned) {
    Span span = traces.begin("call " + name).with("tidemark.items", cost.items());
    var call =
        new PlatformCall<>(
            span, cost, tenant, request, body, classifier, returned, new AtomicBoolean(true));
    return span.in(() -> attempt(call, 1))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                span.with("tidemark.outcome", done.result().getClass().getSimpleName());
              }
              span.end(done.cause());
            });
  }

  /** As above, where all that was asked for is charged. */
  public <T> Future<CallOutcome<T>> call(
      Cost cost, String tenant, Supplier<HttpRequest<Buffer>> request, Classifier<T> classifier) {
    return call(
        cost,
        tenant,
        request,
        classifier,
        content -> new BillableUsage(cost.items(), cost.users(), cost.postIds()));
  }

  private <T> Future<CallOutcome<T>> attempt(PlatformCall<T> call, int attempt) {
    return lanes
        .run(call.tenant(), () -> pause.recent().compose(known -> once(call)))
        .compose(
            outcome -> {
              if (outcome instanceof Transient<T> failure
                  && failure.retryNow()
                  && attempt < settings.tries()) {
                return vertx
                    .timer(delay(attempt).toMillis(), TimeUnit.MILLISECONDS)
                    .compose(waited -> attempt(call, attempt + 1));
              }
              return Future.succeededFuture(outcome);
            });
  }

  private <T> Future<CallOutcome<T>> once(PlatformCall<T> call) {
    // Before the budget: what is not sent must not spend anything.
    Optional<NotSent<T>> refusal = notSentWhilePaused();
    if (refusal.isEmpty() && breaker.state() == CircuitBreakerState.OPEN) {
      refusal = Optional.of(breakerIsOpen());
    }
    return refusal.isPresent()
        ? Future.succeededFuture(refusal.get())
        : spending.reserve(call, reservation -> send(call, reservation));
  }

  private <T> Optional<NotSent<T>> notSentWhilePaused() {
    return pause.remembered().map(known -> new NotSent<>(known.until(), known.reason()));
  }

  private <T> NotSent<T> breakerIsOpen() {
    return new NotSent<>(
        clock.instant().plus(worldTime(breaker.opensIn())),
        name + " failed too often; its circuit breaker is open");
  }

  private <T> Future<CallOutcome<T>> send(PlatformCall<T> call, Reservation reservation) {
    // While the budget was asked another call may have paused the credential.
    Optional<NotSent<T>> refusal = notSentWhilePaused();
    Optional<Breaker.Permission> pass = refusal.isEmpty() ? breaker.tryAcquire() : Optional.empty();
    if (pass.isEmpty()) {
      return budget.release(reservation).map(refusal.orElseGet(this::breakerIsOpen));
    }
    long began = System.nanoTime();
    Instant sentAt = clock.instant();
    return call.send(settings.timeout())
        .compose(response -> read(call, response, reservation))
        .otherwise(problem -> call.failed(name, settings.timeout(), problem))
        .compose(
            tried -> {
              count(tried.outcome(), System.nanoTime() - began);
              return pass.get()
                  .report(tried.outcome() instanceof Transient)
                  .compose(reported -> pauseAfter(tried.outcome(), sentAt))
                  .compose(paused -> spending.settle(call, tried, reservation))
                  .map(tried.outcome());
            });
  }

  /**
   * Completes after the limits of the answer are stored, so that a caller who sends the next call
   * at once is admitted by them.
   */
  private <T> Future<TryResult<T>> read(
      PlatformCall<T> call, HttpResponse<Buffer> response, Reservation reservation) {
    CallOutcome<T> outcome = call.classifier().classify(response);
    return budget
        .observed(call.cost().endpoint(), call.classifier().reported(response), reservation)
        .map(new TryResult<>(outcome, true));
  }

  private Future<Void> pauseAfter(CallOutcome<?> outcome, Instant sentAt) {
    return switch (outcome) {
      case Answered<?> answered -> pause.answeredWell(sentAt);
      case Throttled<?> throttled ->
          pause.begin(new Pause(throttled.until(), throttled.why()), sentAt);
      case Exhausted<?> exhausted ->
          pause.begin(
              new Pause(exhausted.until(), exhausted.why()), ForeignTimes.LONGEST_MONTH, sentAt);
      case AuthDead<?> dead ->
          pause.begin(new Pause(clock.instant().plus(DEFAULT_PAUSE), dead.why()), sentAt);
      case Transient<?> failure -> Future.succeededFuture();
      case Refused<?> refused -> Future.succeededFuture();
      case NotSent<?> notSent -> Future.succeededFuture();
    };
  }

  private Duration delay(int attempt) {
    long base = settings.retryDelay().toMillis() << (attempt - 1);
    return Duration.ofMillis(Math.max(1, ThreadLocalRandom.current().nextLong(base / 2, base + 1)));
  }

  private Duration worldTime(Duration real) {
    double speed = clock.speed() == 0 ? 1 : clock.speed();
    return Duration.ofMillis((long) (real.toMillis() * speed));
  }

  private void count(CallOutcome<?> outcome, long nanos) {
    String word = outcome.getClass().getSimpleName();
    if (!(outcome instanceof Answered<?>)) {
      spending.count(1);
    }
    meters
        .timer("tidemark.upstream.calls", "upstream", name, "outcome", word)
        .record(nanos, TimeUnit.NANOSECONDS);
  }
}
