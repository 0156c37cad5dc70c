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
import io.tidemark.upstream.Pauses.Active;
import io.tidemark.upstream.Pauses.Pause;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.codec.BodyCodec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to call a platform with one credential: a free lane → pause → budget → breaker → the
 * call with a timeout → classification → what was not spent given back → a retry of what can
 * succeed at once. Each retry asks the budget anew. A GET whose connection ends before any answer
 * is sent once more, and both are counted, for the platform may have billed the first.
 *
 * <p>The budget is asked in the lane, so that what it admits is sent at once and not in a burst
 * later; tenants take turns for the lanes.
 *
 * <p>A throttled, exhausted or dead credential is paused for all pods; none of these is a failure
 * for the breaker, for the platform did answer.
 */
public final class Upstream {

  private static final Logger log = LoggerFactory.getLogger(Upstream.class);

  /** SPEC: a 429 without a time given pauses for 15 minutes; a dead key is tried as often. */
  public static final Duration DEFAULT_PAUSE = ForeignTimes.DEFAULT;

  /** Real time after which a pause that is known here is looked up again by a call. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long NEVER = Long.MIN_VALUE;

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
  private final ForeignTimes times;
  private final AtomicLong lookedAt = new AtomicLong(NEVER);

  /**
   * A pause that this process knows of.
   *
   * @param since when it was told; a good answer to a later call disproves it
   * @param stored whether the table has it, so that it ends with its row
   */
  private record Known(Pause pause, Instant since, boolean stored) {}

  /** Calls that wait in a lane must see it. */
  private volatile @Nullable Known paused;

  /** When the latest call was sent that got a good answer. */
  private volatile Instant goodSince = Instant.MIN;

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
    this.times = new ForeignTimes(clock, name, meters);
  }

  public String name() {
    return name;
  }

  /** The times that its answers tell. */
  public ForeignTimes times() {
    return times;
  }

  /**
   * The pause this credential is in, whichever pod began it; none once its row is deleted, or a
   * call that was sent after it began got a good answer.
   */
  public Future<Optional<Pause>> pause() {
    lookedAt.set(System.nanoTime());
    return pauses.active(name, credential, clock.instant()).compose(this::known);
  }

  private Future<Optional<Pause>> known(Optional<Active> active) {
    if (active.isPresent() && active.get().since().isBefore(goodSince)) {
      return end(goodSince).map(ended -> Optional.empty());
    }
    Known here = paused;
    if (here == null || here.stored()) {
      paused = active.map(it -> new Known(it.pause(), it.since(), true)).orElse(null);
    }
    return Future.succeededFuture(active.map(Active::pause));
  }

  /** What is known of a pause in both memories: the table and the platform's windows in Redis. */
  private Future<Void> end(Instant sentAt) {
    Known here = paused;
    if (here != null && here.since().isBefore(sentAt)) {
      paused = null;
    }
    log.atInfo()
        .addKeyValue("upstream", name)
        .addKeyValue("credential", credential)
        .log("A good answer ended a credential's pause");
    return pauses
        .disproved(name, credential, sentAt)
        .compose(ended -> budget.forgetReported(sentAt))
        .recover(
            problem -> {
              log.atWarn()
                  .addKeyValue("upstream", name)
                  .setCause(problem)
                  .log("The end of a pause could not be told to the other pods");
              return Future.succeededFuture();
            });
  }

  /** A pause that ended otherwise than by its time is known within a second; never fails. */
  private Future<Void> lookAgain() {
    long looked = lookedAt.get();
    if (looked != NEVER
        && (notSentWhilePaused().isEmpty() || System.nanoTime() - looked < LOOK_AGAIN_NANOS)) {
      return Future.succeededFuture();
    }
    return pause()
        .<Void>mapEmpty()
        .recover(
            problem -> {
              log.atWarn()
                  .addKeyValue("upstream", name)
                  .addKeyValue("problem", problem.getMessage())
                  .log("Whether a credential is paused cannot be looked up");
              return Future.succeededFuture();
            });
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
    var call =
        new Call<>(
            step, cost, tenant, request, body, classifier, returned, new AtomicBoolean(true));
    return step.in(() -> attempt(call, 1))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                step.with("tidemark.outcome", done.result().getClass().getSimpleName());
              }
              step.end(done.cause());
            });
  }

  /**
   * @param cutMayPass whether a connection that ends without an answer may still be put down to
   *     chance
   */
  private record Call<T>(
      Step step,
      Cost cost,
      String tenant,
      Supplier<HttpRequest<Buffer>> request,
      @Nullable Buffer body,
      Classifier<T> classifier,
      Function<T, Returned> returned,
      AtomicBoolean cutMayPass) {

    private HttpRequest<Buffer> made() {
      try {
        return request.get();
      } catch (RuntimeException defect) {
        throw new NotMade(defect);
      }
    }

    /** Whoever left the lane that was waited for goes on here; the trace is ours all the same. */
    Future<HttpResponse<Buffer>> send(long timeoutMillis) {
      return step.in(
          () -> {
            HttpRequest<Buffer> made = made().timeout(timeoutMillis);
            BodyCodec<Buffer> codec = made.bodyCodec();
            var answered = new AtomicBoolean();
            HttpRequest<Buffer> watched =
                made.as(
                    () -> { // asked for when the head of an answer has come
                      answered.set(true);
                      return codec.stream();
                    });
            return (body == null ? watched.send() : watched.sendBuffer(body))
                .recover(
                    problem ->
                        Future.failedFuture(
                            made.method().equals(HttpMethod.GET)
                                    && !answered.get()
                                    && isCut(problem)
                                ? new CutUnanswered(problem)
                                : problem));
          });
    }
  }

  /** Whether the other side closed or reset a connection. */
  private static boolean isCut(Throwable problem) {
    return problem instanceof HttpClosedException
        || problem instanceof StreamResetException
        || (problem instanceof IOException
            && !(problem instanceof ConnectException)
            && !(problem instanceof UnknownHostException)
            && !(problem instanceof SSLException));
  }

  /** A GET whose connection ended before any answer: to repeat it changes nothing but the bill. */
  private static final class CutUnanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CutUnanswered(Throwable cause) {
      super(cause.toString(), cause, false, false);
    }

    @Override
    public String toString() {
      return String.valueOf(getMessage());
    }
  }

  /** A request that could not even be made. */
  private static final class NotMade extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotMade(RuntimeException cause) {
      super(cause.toString(), cause, false, false);
    }

    @Override
    public String toString() {
      return String.valueOf(getMessage());
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
    return lookAgain().compose(looked -> asked(call));
  }

  private <T> Future<CallOutcome<T>> asked(Call<T> call) {
    // Before the budget: what is not sent must not spend anything.
    Optional<NotSent<T>> refusal = notSentWhilePaused();
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
                  case Admission.Denied denied ->
                      budget
                          .room(call.cost(), call.tenant())
                          .<CallOutcome<T>>map(
                              room -> new NotSent<>(denied.at(), name + ": " + denied.why(), room));
                  case Admission.Admitted admitted -> send(call, admitted.reservation());
                });
  }

  private <T> Optional<NotSent<T>> notSentWhilePaused() {
    Known known = paused;
    return known != null && known.pause().until().isAfter(clock.instant())
        ? Optional.of(new NotSent<>(known.pause().until(), known.pause().reason()))
        : Optional.empty();
  }

  private <T> NotSent<T> breakerIsOpen() {
    return new NotSent<>(
        clock.instant().plus(worldTime(breaker.opensIn())),
        name + " failed too often; its circuit breaker is open");
  }

  private <T> Future<CallOutcome<T>> send(Call<T> call, Reservation reservation) {
    // While the budget was asked another call may have paused the credential.
    Optional<NotSent<T>> refusal = notSentWhilePaused();
    Optional<Breaker.Pass> pass = refusal.isEmpty() ? breaker.tryPass() : Optional.empty();
    if (pass.isEmpty()) {
      CallOutcome<T> notSent = refusal.isPresent() ? refusal.get() : breakerIsOpen();
      return budget.release(reservation).map(notSent);
    }
    long began = System.nanoTime();
    Instant sentAt = clock.instant();
    return Future.succeededFuture(call)
        // Inside compose: a request that cannot even be made is an outcome, too.
        .compose(made -> made.send(settings.timeout().toMillis()))
        // The client's own timeout watches for silence; a trickle of bytes must end as well.
        .timeout(settings.timeout().toMillis() + 500, TimeUnit.MILLISECONDS)
        .compose(response -> read(call, response, reservation))
        .map(outcome -> new Tried<>(outcome, true))
        .otherwise(problem -> failure(call, problem))
        .compose(
            tried -> {
              count(tried.outcome(), System.nanoTime() - began);
              return settle(tried.outcome(), pass.get(), sentAt)
                  .compose(settled -> giveBack(reservation, tried, call))
                  .otherwise(this::stayedCounted)
                  .map(tried.outcome());
            });
  }

  /**
   * What became of one try.
   *
   * @param free whether the platform is known to have answered, or to have got nothing: a call that
   *     was sent and got no answer may have been billed
   */
  private record Tried<T>(CallOutcome<T> outcome, boolean free) {}

  /** Whoever hears of the answer may ask at once: by then every pod knows what is left. */
  private <T> Future<CallOutcome<T>> read(
      Call<T> call, HttpResponse<Buffer> response, Reservation reservation) {
    CallOutcome<T> outcome = call.classifier().classify(response);
    return budget
        .observed(call.cost().endpoint(), call.classifier().reported(response), reservation)
        .map(outcome);
  }

  /** A try that may be repeated at once was not billed; of another failure nobody can know. */
  private <T> Future<Void> giveBack(Reservation reservation, Tried<T> tried, Call<T> call) {
    if (!tried.free()) {
      return Future.succeededFuture();
    }
    return switch (tried.outcome()) {
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

  private <T> Tried<T> failure(Call<T> call, Throwable problem) {
    if (problem instanceof TimeoutException) {
      return new Tried<>(
          new Transient<>(
              "%s did not answer within %d ms".formatted(name, settings.timeout().toMillis()),
              false),
          false);
    }
    if (problem instanceof ConnectException) {
      return new Tried<>(
          new Transient<>(name + " cannot be reached: " + problem.getMessage(), true), true);
    }
    boolean onceMore = problem instanceof CutUnanswered && call.cutMayPass().getAndSet(false);
    return new Tried<>(
        new Transient<>("%s gave no usable answer: %s".formatted(name, problem), onceMore),
        neverLeft(problem));
  }

  /** Nobody was found under the name, or it could not be known that it was them. */
  private static boolean neverLeft(Throwable problem) {
    return problem instanceof UnknownHostException
        || problem instanceof SSLHandshakeException
        || problem instanceof NotMade;
  }

  private <T> Future<CallOutcome<T>> settle(
      CallOutcome<T> outcome, Breaker.Pass pass, Instant sentAt) {
    switch (outcome) {
      case Transient<T> failure -> pass.failed();
      case Answered<T> ignored -> {
        pass.succeeded();
        return good(sentAt).map(outcome);
      }
      case Refused<T> ignored -> pass.succeeded();
      case NotSent<T> ignored -> pass.succeeded();
      case Throttled<T> throttled -> {
        pass.succeeded();
        var pause = new Pause(throttled.until(), throttled.why());
        return begin(pause, ForeignTimes.LONGEST_REST, sentAt).map(outcome);
      }
      case Exhausted<T> exhausted -> {
        pass.succeeded();
        var pause = new Pause(exhausted.until(), exhausted.why());
        return begin(pause, ForeignTimes.LONGEST_MONTH, sentAt).map(outcome);
      }
      case AuthDead<T> dead -> {
        pass.succeeded();
        var pause = new Pause(clock.instant().plus(DEFAULT_PAUSE), dead.why());
        return begin(pause, ForeignTimes.LONGEST_REST, sentAt).map(outcome);
      }
    }
    return Future.succeededFuture(outcome);
  }

  /**
   * Lets the credential pause, on all pods, for what an answer said beside its content.
   *
   * @param said no longer than {@link ForeignTimes#LONGEST_REST}; a longer one is cut
   * @param sentAt when the call was sent that was answered so: it shortens no pause that began
   *     later
   * @return never fails
   */
  public Future<Void> pauseFor(Pause said, Instant sentAt) {
    return begin(said, ForeignTimes.LONGEST_REST, sentAt);
  }

  private Future<Void> good(Instant sentAt) {
    if (sentAt.isAfter(goodSince)) {
      goodSince = sentAt;
    }
    Known here = paused;
    return here != null && here.since().isBefore(sentAt) ? end(sentAt) : Future.succeededFuture();
  }

  /**
   * @param longest what no pause of this kind lasts longer than
   * @param sentAt when the call was sent that was answered so
   */
  private Future<Void> begin(Pause said, Duration longest, Instant sentAt) {
    Instant now = clock.instant();
    Pause pause = Pauses.cut(said, longest, now);
    Known known = paused;
    if (known == null
        || known.pause().until().isBefore(pause.until())
        || known.since().isBefore(sentAt)) {
      paused = new Known(pause, now, false);
    }
    log.atWarn()
        .addKeyValue("upstream", name)
        .addKeyValue("credential", credential)
        .addKeyValue("until", pause.until())
        .addKeyValue("reason", pause.reason())
        .log("A credential is paused");
    return pauses
        .pause(name, credential, pause, longest, sentAt, now)
        .onSuccess(stored -> stored())
        .recover(
            problem -> {
              log.atWarn()
                  .addKeyValue("upstream", name)
                  .setCause(problem)
                  .log("The pause could not be told to the other pods");
              return Future.succeededFuture();
            });
  }

  private void stored() {
    Known here = paused;
    if (here != null) {
      paused = new Known(here.pause(), here.since(), true);
    }
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
