package io.tidemark.upstream;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.boot.TestFoundation;
import io.tidemark.budget.BudgetPlan;
import io.tidemark.budget.Cost;
import io.tidemark.clock.SettableClock;
import io.tidemark.settings.Settings;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.CallOutcome.Refused;
import io.tidemark.upstream.CallOutcome.Throttled;
import io.tidemark.upstream.CallOutcome.Transient;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class UpstreamCallTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Settings.Upstream SETTINGS =
      new Settings.Upstream(
          Duration.ofSeconds(10), 5, 3, Duration.ofMillis(1), 50, 20, Duration.ofSeconds(30));
  private static final Settings.Upstream HASTY =
      new Settings.Upstream(
          Duration.ofMillis(300), 5, 3, Duration.ofMillis(1), 50, 20, Duration.ofSeconds(30));

  private static final SettableClock clock = new SettableClock(NOON);
  private static TestFoundation app;

  private final MeterRegistry meters = new SimpleMeterRegistry();

  @BeforeAll
  static void lay() {
    app = TestFoundation.lay(clock, Map.of());
  }

  @AfterAll
  static void close() {
    app.close();
  }

  @Test
  void anAnswerIsWhatTheClassifierSays() {
    try (var platform = platform(Platform.status(200))) {
      var outcome = await(upstream().call(Cost.request(), "", platform::request, this::byStatus));

      assertThat(outcome).isEqualTo(new Answered<>("{}"));
      assertThat(counted("Answered")).isEqualTo(1);
    }
  }

  @Test
  void atMostFiveCallsOfACredentialAreInFlight() {
    var inFlight = new AtomicInteger();
    var most = new AtomicInteger();
    var platform =
        new Platform(
            app.vertx(),
            request -> {
              most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
              app.vertx()
                  .setTimer(
                      40,
                      later -> {
                        inFlight.decrementAndGet();
                        request.response().end("{}");
                      });
            });
    try (platform) {
      Upstream upstream = upstream();
      List<Future<CallOutcome<String>>> calls = new ArrayList<>();
      for (int call = 0; call < 23; call++) {
        calls.add(upstream.call(Cost.request(), "", platform::request, this::byStatus));
      }
      await(Future.all(calls));

      assertThat(calls).allMatch(call -> call.result() instanceof Answered);
      assertThat(platform.requests).hasValue(23);
      assertThat(most).hasValue(5);
    }
  }

  @Test
  void aHungCallEndsAtItsTimeoutAndIsNotRepeated() {
    try (var platform = platform(request -> {})) {
      var outcome =
          await(upstream("key", HASTY).call(Cost.request(), "", platform::request, this::byStatus));

      assertThat(outcome)
          .isEqualTo(new Transient<>("twitterapi did not answer within 300 ms", false));
      assertThat(platform.requests).hasValue(1);
    }
  }

  @Test
  void aTrickleOfBytesEndsAtTheTimeout() {
    try (var platform =
        platform(
            request -> {
              var response = request.response().setChunked(true);
              app.vertx().setPeriodic(20, tick -> response.write(" "));
            })) {
      var outcome =
          await(upstream("key", HASTY).call(Cost.request(), "", platform::request, this::byStatus));

      assertThat(outcome)
          .isEqualTo(new Transient<>("twitterapi did not answer within 300 ms", false));
    }
  }

  @Test
  void aConnectionThatIsCutHalfwayIsTransient() {
    try (var platform =
        platform(
            request -> {
              request.response().putHeader("Content-Length", "100").write("{\"tweets\": [");
              request.connection().close();
            })) {
      assertThat(await(upstream().call(Cost.request(), "", platform::request, this::byStatus)))
          .isInstanceOfSatisfying(Transient.class, end -> assertThat(end.retryNow()).isFalse());
      assertThat(platform.requests).hasValue(1);
    }
  }

  /** Closes with a reset when the connection may not linger, else in order. */
  private Platform cutting(boolean reset, AtomicInteger cuts) {
    var options = new HttpServerOptions();
    if (reset) {
      options.setSoLinger(0);
    }
    return new Platform(
        app.vertx(),
        options,
        request -> {
          if (cuts.getAndDecrement() > 0) {
            request.connection().close();
          } else {
            request.response().end("{}");
          }
        });
  }

  @ParameterizedTest(name = "reset: {0}")
  @ValueSource(booleans = {true, false})
  void aGetWhoseConnectionEndsBeforeAnyAnswerIsSentOnceMore(boolean reset) {
    try (var platform = cutting(reset, new AtomicInteger(1))) {
      assertThat(await(upstream().call(Cost.request(), "", platform::request, this::byStatus)))
          .isEqualTo(new Answered<>("{}"));
      assertThat(platform.requests).hasValue(2);
    }
    try (var platform = cutting(reset, new AtomicInteger(10))) {
      assertThat(await(upstream().call(Cost.request(), "", platform::request, this::byStatus)))
          .isInstanceOfSatisfying(Transient.class, end -> assertThat(end.retryNow()).isFalse());
      assertThat(platform.requests).hasValue(2);
    }
  }

  @ParameterizedTest(name = "reset: {0}")
  @ValueSource(booleans = {true, false})
  void aPostWhoseConnectionEndsBeforeAnyAnswerIsNotRepeated(boolean reset) {
    try (var platform = cutting(reset, new AtomicInteger(1))) {
      assertThat(await(upstream().call(Cost.request(), "", platform::post, this::byStatus)))
          .isInstanceOfSatisfying(Transient.class, end -> assertThat(end.retryNow()).isFalse());
      assertThat(platform.requests).hasValue(1);
    }
  }

  @Test
  void aRefusedConnectionIsTriedAgainAndEndsTransient() {
    var platform = platform(Platform.status(200));
    platform.close();
    var tries = new AtomicInteger();

    var outcome =
        await(
            upstream()
                .call(
                    Cost.request(),
                    "",
                    () -> {
                      tries.incrementAndGet();
                      return WebClient.create(app.vertx()).get(platform.port(), "127.0.0.1", "/");
                    },
                    this::byStatus));

    assertThat(tries).hasValue(SETTINGS.tries());
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Transient.class,
            end -> {
              assertThat(end.retryNow()).isTrue();
              assertThat(end.why()).startsWith("twitterapi cannot be reached: ");
            });
  }

  @Test
  void whatMaySucceedAtOnceIsTriedAgain() {
    var left = new AtomicInteger(2);
    try (var platform =
        platform(
            request ->
                request
                    .response()
                    .setStatusCode(left.getAndDecrement() > 0 ? 503 : 200)
                    .end("{}"))) {
      assertThat(await(upstream().call(Cost.request(), "", platform::request, this::byStatus)))
          .isEqualTo(new Answered<>("{}"));
      assertThat(platform.requests).hasValue(3);
    }
  }

  @Test
  void itIsTriedNoMoreThanSoManyTimes() {
    try (var platform = platform(Platform.status(503))) {
      assertThat(await(upstream().call(Cost.request(), "", platform::request, this::byStatus)))
          .isEqualTo(new Transient<>("unavailable", true));
      assertThat(platform.requests).hasValue(SETTINGS.tries());
      assertThat(counted("Transient")).isEqualTo(SETTINGS.tries());
    }
  }

  @Test
  void whatWouldFailAgainIsNotRepeated() {
    for (int status : new int[] {400, 401, 402, 429, 500}) {
      try (var platform = platform(Platform.status(status))) {
        await(
            upstream("key of " + status)
                .call(Cost.request(), "", platform::request, this::byStatus));

        assertThat(platform.requests).as("requests answered %d", status).hasValue(1);
      }
    }
  }

  @Test
  void anAnswerThatCannotBeReadIsTransient() {
    try (var platform = platform(Platform.status(200))) {
      var outcome =
          await(
              upstream()
                  .<String>call(
                      Cost.request(),
                      "",
                      platform::request,
                      response -> {
                        throw new IllegalStateException("no tweets in it");
                      }));

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Transient.class,
              end -> {
                assertThat(end.retryNow()).isFalse();
                assertThat(end.why()).contains("no tweets in it");
              });
    }
  }

  @Test
  void requestsThatCannotBeMadeAreOutcomesAndKeepNoLane() {
    Upstream upstream = upstream();
    Supplier<HttpRequest<Buffer>> broken =
        () -> {
          throw new IllegalStateException("no such path");
        };
    for (int call = 0; call < 6; call++) {
      assertThat(await(upstream.call(Cost.request(), "", broken, this::byStatus)))
          .isInstanceOfSatisfying(
              Transient.class, end -> assertThat(end.why()).contains("no such path"));
    }

    try (var platform = platform(Platform.status(200))) {
      assertThat(await(upstream.call(Cost.request(), "", platform::request, this::byStatus)))
          .isEqualTo(new Answered<>("{}"));
    }
  }

  @Test
  void aProbeThatCannotBeMadeGivesItsLeaveBack() {
    var down = new AtomicInteger(10);
    try (var platform = platform(request -> answerOnceUp(request, down))) {
      Upstream upstream = upstream("key", patient(Duration.ofMillis(20)));
      for (int call = 0; call < 10; call++) {
        await(upstream.call(Cost.request(), "", platform::request, this::byStatus));
      }
      var probe =
          await(
              untilSent(
                  upstream,
                  () -> {
                    throw new IllegalStateException("no such path");
                  }));
      assertThat(probe).isInstanceOf(Transient.class);

      assertThat(await(untilSent(upstream, platform::request))).isEqualTo(new Answered<>("{}"));
    }
  }

  @Test
  void nothingIsSentWhileTheBreakerIsOpen() {
    try (var platform = platform(Platform.status(500))) {
      Upstream upstream = upstream();
      for (int call = 0; call < 10; call++) {
        assertThat(await(upstream.call(Cost.request(), "", platform::request, this::byStatus)))
            .isInstanceOf(Transient.class);
      }

      var outcome = await(upstream.call(Cost.request(), "", platform::request, this::byStatus));

      assertThat(outcome)
          .isInstanceOfSatisfying(
              NotSent.class,
              notSent -> {
                assertThat(notSent.until()).isAfter(NOON).isBeforeOrEqualTo(NOON.plusSeconds(30));
                assertThat(notSent.why()).contains("circuit breaker");
              });
      assertThat(platform.requests).hasValue(10);
    }
  }

  @Test
  void callsThatWaitedForALaneSeeTheBreakerOpen() {
    try (var platform = platform(Platform.status(500))) {
      Upstream upstream = upstream();
      List<Future<CallOutcome<String>>> calls = new ArrayList<>();
      for (int call = 0; call < 5_000; call++) {
        calls.add(upstream.call(Cost.request(), "", platform::request, this::byStatus));
      }
      await(Future.all(calls));

      assertThat(platform.requests.get()).isBetween(10, 14);
      assertThat(calls.stream().filter(call -> call.result() instanceof NotSent).count())
          .isEqualTo(5_000 - platform.requests.get());
    }
  }

  @Test
  void theBreakerClosesAgainWhenThePlatformIsBack() {
    var down = new AtomicInteger(10);
    try (var platform = platform(request -> answerOnceUp(request, down))) {
      Upstream upstream = upstream("key", patient(Duration.ofMillis(20)));
      for (int call = 0; call < 10; call++) {
        await(upstream.call(Cost.request(), "", platform::request, this::byStatus));
      }

      assertThat(await(untilSent(upstream, platform::request))).isEqualTo(new Answered<>("{}"));
      assertThat(await(upstream.call(Cost.request(), "", platform::request, this::byStatus)))
          .isEqualTo(new Answered<>("{}"));
    }
  }

  @Test
  void refusalsAndThrottlesAreNoFailures() {
    try (var refusing = platform(Platform.status(400));
        var throttling = platform(Platform.status(429))) {
      Upstream upstream = upstream("key of no failures");
      for (int call = 0; call < 20; call++) {
        assertThat(await(upstream.call(Cost.request(), "", refusing::request, this::byStatus)))
            .isInstanceOf(Refused.class);
      }
      for (int call = 0; call < 20; call++) {
        assertThat(await(upstream.call(Cost.request(), "", throttling::request, this::byStatus)))
            .isInstanceOf(Throttled.class);
        clock.advance(Duration.ofHours(1));
      }
      assertThat(throttling.requests).hasValue(20);
    } finally {
      clock.set(NOON);
    }
  }

  /** Calls until the breaker lets one through. */
  private Future<CallOutcome<String>> untilSent(
      Upstream upstream, Supplier<HttpRequest<Buffer>> request) {
    return upstream
        .call(Cost.request(), "", request, this::byStatus)
        .compose(
            outcome ->
                outcome instanceof NotSent
                    ? app.vertx()
                        .timer(5, TimeUnit.MILLISECONDS)
                        .compose(later -> untilSent(upstream, request))
                    : Future.succeededFuture(outcome));
  }

  private CallOutcome<String> byStatus(HttpResponse<Buffer> response) {
    return switch (response.statusCode()) {
      case 200 -> new Answered<>(response.bodyAsString());
      case 400 -> new Refused<>("malformed", Set.of());
      case 401 -> new CallOutcome.AuthDead<>("unauthorized");
      case 402 -> new CallOutcome.Exhausted<>(clock.instant().plusSeconds(600), "no credits");
      case 429 -> new Throttled<>(clock.instant().plusSeconds(60), "too many");
      case 503 -> new Transient<>("unavailable", true);
      default -> new Transient<>("error " + response.statusCode(), false);
    };
  }

  private double counted(String outcome) {
    return meters
        .get("tidemark.upstream.calls")
        .tags("upstream", "twitterapi", "outcome", outcome)
        .timer()
        .count();
  }

  private Platform platform(Handler<HttpServerRequest> answers) {
    return new Platform(app.vertx(), answers);
  }

  private Upstream upstream() {
    return upstream("key");
  }

  private Upstream upstream(String secret) {
    return upstream(secret, SETTINGS);
  }

  private Upstream upstream(String secret, Settings.Upstream settings) {
    return new Upstream(
        app.vertx(),
        clock,
        "twitterapi",
        secret,
        settings,
        new Pauses(app.pool()),
        app.app().budgets().of("twitterapi", secret, BudgetPlan.UNLIMITED),
        meters);
  }

  private static void answerOnceUp(HttpServerRequest request, AtomicInteger down) {
    request.response().setStatusCode(down.getAndDecrement() > 0 ? 500 : 200).end("{}");
  }

  /** Waits two minutes for a probe, so that one that is lost shows. */
  private static Settings.Upstream patient(Duration openFor) {
    return new Settings.Upstream(
        Duration.ofMinutes(2), 5, 3, SETTINGS.retryDelay(), 50, 20, openFor);
  }
}
