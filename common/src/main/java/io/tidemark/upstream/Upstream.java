package io.tidemark.upstream;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.access.Hashes;
import io.tidemark.budget.Admission;
import io.tidemark.budget.Budget;
import io.tidemark.budget.Cost;
import io.tidemark.budget.Reservation;
import io.tidemark.budget.Returned;
import io.tidemark.budget.Turns;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.Settings;
import io.tidemark.telemetry.Traces;
import io.tidemark.telemetry.Traces.Step;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.AuthDead;
import io.tidemark.upstream.CallOutcome.Exhausted;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.CallOutcome.Refused;
import io.tidemark.upstream.CallOutcome.Throttled;
import io.tidemark.upstream.CallOutcome.Transient;
import io.tidemark.upstream.Pauses.Pause;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to call a platform with one credential: a free lane → pause → budget → breaker → the
 * call with a timeout → classification → what was not spent given back → a retry of what can
 * succeed at once. Each retry asks the budget anew.
 *
 * <p>The budget is asked in the lane, so that what it admits is sent at once and not in a burst
 * later; tenants take turns for the lanes.
 *
 * <p>A throttled, exhausted or dead credential rests for all pods; none of these is a failure for
 * the breaker, for the platform did answer.
 */
public final class Upstream {

  private static final Logger log = LoggerFactory.getLogger(Upstream.class);

  /** SPEC: a 429 without a time given rests for 15 minutes; a dead key is tried as often. */
  public static final Duration DEFAULT_PAUSE = Duration.ofMinutes(15);

  private final Vertx vertx;
  private final Traces traces;
  private final WorldClock clock;
  private final String name;
  private final String credential;
  private final Settings.Upstream settings;
  private final Pauses pauses;
  private final MeterRegistry meters;
  private final Breaker breaker;
  private final Turns lanes;
  private final Budget budget;

  /** What this process knows of the credential's rest; calls that wait in a lane must see it. */
  private volatile @Nullable Pause resting;

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
    this.credential = Hashes.shortName(secret);
    this.settings = settings;
    this.pauses = pauses;
    this.budget = budget;
    this.meters = meters;
    this.breaker =
        new Breaker(name, settings, settings.timeout().multipliedBy(2), InstantSource.system());
    Breakers.watch(meters, name, breaker);
    this.lanes = new Turns(settings.inFlight());
  }

  public String name() {
    return name;
  }

  /** The pause this credential is in, whichever pod began it; none once its row is deleted. */
  public Future<Optional<Pause>> pause() {
    return pauses
        .active(name, credential, clock.instant())
        .onSuccess(pause -> resting = pause.orElse(null));
  }

  /** What may be spent with this credential. */
  public Budget budget() {
    return budget;
  }

  /**
   * Makes one call.
   *
   * @param cost what it may cost at most
   * @param tenant for whom it is made; tenants take turns
   * @param request makes the request anew for each try; its timeout is set here
   * @param returned what of an answer is charged for
   * @return never fails: whatever happens is an outcome
   */
  public <T> Future<CallOutcome<T>> call(
      Cost cost,
      String tenant,
      Supplier<HttpRequest<Buffer>> request,
      Classifier<T> classifier,
      Function<T, Returned> returned) {
    return begin(cost, tenant, request, null, classifier, returned);
  }

  /**
   * As above, with a body that goes with each try.
   *
   * @param body what is sent; the request says what it is
   */
  public <T> Future<CallOutcome<T>> call(
      Cost cost,
      String tenant,
      Supplier<HttpRequest<Buffer>> request,
      Buffer body,
      Classifier<T> classifier,
      Function<T, Returned> returned) {
    return begin(cost, tenant, request, body, classifier, returned);
  }

  /** As above, where all that was asked for is charged. */
  public <T> Future<CallOutcome<T>> call(
      Cost cost, String tenant, Supplier<HttpRequest<Buffer>> request, Classifier<T> classifier) {
    return call(
        cost,
        tenant,
        request,
        classifier,
        content -> new Returned(cost.items(), cost.users(), cost.postIds()));
  }

  /** One request that returns nothing which is counted, for nobody in particular. */
  public <T> Future<CallOutcome<T>> call(
      Supplier<HttpRequest<Buffer>> request, Classifier<T> classifier) {
    return call(Cost.request(), "", request, classifier);
  }

  private <T> Future<CallOutcome<T>> begin(
      Cost cost,
      String tenant,
      Supplier<HttpRequest<Buffer>> request,
      @Nullable Buffer body,
      Classifier<T> classifier,
      Function<T, Returned> returned) {
    Step step = traces.begin("call " + name).with("tidemark.items", cost.items());
    var call = new Call<>(step, cost, tenant, request, body, classifier, returned);
    return step.in(() -> attempt(call, 1))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                step.with("tidemark.outcome", done.result().getClass().getSimpleName());
              }
              step.end(done.cause());
            });
  }

  private record Call<T>(
      Step step,
      Cost cost,
      String tenant,
      Supplier<HttpRequest<Buffer>> request,
      @Nullable Buffer body,
      Classifier<T> classifier,
      Function<T, Returned> returned) {

    /** Whoever left the lane that was waited for goes on here; the trace is ours all the same. */
    Future<HttpResponse<Buffer>> send(long timeoutMillis) {
      return step.in(
          () -> {
            HttpRequest<Buffer> made = request.get().timeout(timeoutMillis);
            return body == null ? made.send() : made.sendBuffer(body);
          });
    }
  }

  private <T> Future<CallOutcome<T>> attempt(Call<T> call, int attempt) {
    return lanes
        .run(call.tenant(), () -> once(call))
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

  private <T> Future<CallOutcome<T>> once(Call<T> call) {
    // Before the budget: what is not sent must not spend anything.
    Optional<NotSent<T>> refusal = rests();
    if (refusal.isEmpty() && breaker.isOpen()) {
      refusal = Optional.of(breakerIsOpen());
    }
    if (refusal.isPresent()) {
      return Future.succeededFuture(refusal.get());
    }
    return budget
        .ask(call.cost(), call.tenant())
        .compose(
            admission ->
                switch (admission) {
                  case Admission.Denied denied -> {
                    CallOutcome<T> outcome = new NotSent<>(denied.at(), name + ": " + denied.why());
                    yield Future.succeededFuture(outcome);
                  }
                  case Admission.Admitted admitted -> send(call, admitted.reservation());
                });
  }

  private <T> Optional<NotSent<T>> rests() {
    Pause rest = resting;
    return rest != null && rest.until().isAfter(clock.instant())
        ? Optional.of(new NotSent<>(rest.until(), rest.reason()))
        : Optional.empty();
  }

  private <T> NotSent<T> breakerIsOpen() {
    return new NotSent<>(
        clock.instant().plus(worldTime(breaker.opensIn())),
        name + " failed too often; its circuit breaker is open");
  }

  private <T> Future<CallOutcome<T>> send(Call<T> call, Reservation reservation) {
    // While the budget was asked another call may have sent the credential to rest.
    Optional<NotSent<T>> rests = rests();
    Optional<Breaker.Pass> pass = rests.isEmpty() ? breaker.tryPass() : Optional.empty();
    if (pass.isEmpty()) {
      CallOutcome<T> notSent = rests.isPresent() ? rests.get() : breakerIsOpen();
      return budget.release(reservation).map(notSent);
    }
    long began = System.nanoTime();
    return Future.succeededFuture(call)
        // Inside compose: a request that cannot even be made is an outcome, too.
        .compose(made -> made.send(settings.timeout().toMillis()))
        // The client's own timeout watches for silence; a trickle of bytes must end as well.
        .timeout(settings.timeout().toMillis() + 500, TimeUnit.MILLISECONDS)
        .compose(response -> read(call, response))
        .otherwise(this::failure)
        .compose(
            outcome -> {
              count(outcome, System.nanoTime() - began);
              return settle(outcome, pass.get())
                  .compose(settled -> giveBack(reservation, settled, call))
                  .otherwise(this::stayedCounted)
                  .map(outcome);
            });
  }

  /** Whoever hears of the answer may ask at once: by then every pod knows what is left. */
  private <T> Future<CallOutcome<T>> read(Call<T> call, HttpResponse<Buffer> response) {
    CallOutcome<T> outcome = call.classifier().classify(response);
    return budget
        .observed(call.cost().endpoint(), call.classifier().reported(response))
        .map(outcome);
  }

  /** A try that may be repeated at once was not billed; of another failure nobody can know. */
  private <T> Future<Void> giveBack(Reservation reservation, CallOutcome<T> outcome, Call<T> call) {
    return switch (outcome) {
      case Answered<T> answered -> {
        Returned brought = call.returned().apply(answered.content());
        brought(brought.items());
        meters.summary("tidemark.upstream.batch", "upstream", name).record(call.cost().items());
        yield budget.settle(reservation, brought);
      }
      case Throttled<T> throttled -> budget.refused(reservation);
      case Exhausted<T> exhausted -> budget.refused(reservation);
      case AuthDead<T> dead -> budget.refused(reservation);
      case Transient<T> failure ->
          failure.retryNow() ? budget.refused(reservation) : budget.failed(reservation);
      case Refused<T> refused -> budget.failed(reservation);
      case NotSent<T> notSent -> budget.release(reservation);
    };
  }

  private <T> CallOutcome<T> failure(Throwable problem) {
    if (problem instanceof TimeoutException) {
      return new Transient<>(
          "%s did not answer within %d ms".formatted(name, settings.timeout().toMillis()), false);
    }
    if (problem instanceof java.net.ConnectException) {
      return new Transient<>(name + " cannot be reached: " + problem.getMessage(), true);
    }
    return new Transient<>("%s gave no usable answer: %s".formatted(name, problem), false);
  }

  private <T> Future<CallOutcome<T>> settle(CallOutcome<T> outcome, Breaker.Pass pass) {
    switch (outcome) {
      case Transient<T> failure -> pass.failed();
      case Answered<T> ignored -> pass.succeeded();
      case Refused<T> ignored -> pass.succeeded();
      case NotSent<T> ignored -> pass.succeeded();
      case Throttled<T> throttled -> {
        pass.succeeded();
        return rest(new Pause(throttled.until(), throttled.why())).map(outcome);
      }
      case Exhausted<T> exhausted -> {
        pass.succeeded();
        return rest(new Pause(exhausted.until(), exhausted.why())).map(outcome);
      }
      case AuthDead<T> dead -> {
        pass.succeeded();
        return rest(new Pause(clock.instant().plus(DEFAULT_PAUSE), dead.why())).map(outcome);
      }
    }
    return Future.succeededFuture(outcome);
  }

  private Future<Void> rest(Pause pause) {
    Pause known = resting;
    if (known == null || known.until().isBefore(pause.until())) {
      resting = pause;
    }
    log.atWarn()
        .addKeyValue("upstream", name)
        .addKeyValue("until", pause.until())
        .addKeyValue("reason", pause.reason())
        .log("A credential rests");
    return pauses
        .pause(name, credential, pause, clock.instant())
        .recover(
            problem -> {
              log.atWarn()
                  .addKeyValue("upstream", name)
                  .setCause(problem)
                  .log("The pause could not be told to the other pods");
              return Future.succeededFuture();
            });
  }

  private @Nullable Void stayedCounted(Throwable problem) {
    log.atWarn()
        .addKeyValue("upstream", name)
        .setCause(problem)
        .log("What a call did not spend could not be given back");
    return null;
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
    if (!(outcome instanceof Answered<?>)) {
      brought(1);
    }
    meters
        .timer(
            "tidemark.upstream.calls",
            "upstream",
            name,
            "outcome",
            outcome.getClass().getSimpleName())
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** What would have been calls of their own, had everything been asked for one by one. */
  private void brought(int posts) {
    meters.counter("tidemark.upstream.posts", "upstream", name).increment(Math.max(1, posts));
  }
}
