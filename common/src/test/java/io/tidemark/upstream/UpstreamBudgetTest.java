package io.tidemark.upstream;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.boot.TestFoundation;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Budget;
import io.tidemark.budget.BudgetPlan;
import io.tidemark.budget.Cost;
import io.tidemark.budget.Limit;
import io.tidemark.budget.Prices;
import io.tidemark.budget.Unit;
import io.tidemark.budget.Window;
import io.tidemark.clock.SettableClock;
import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.settings.Settings;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.CallOutcome.Transient;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class UpstreamBudgetTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Settings.Upstream SETTINGS =
      new Settings.Upstream(
          Duration.ofSeconds(10), 5, 3, Duration.ofMillis(1), 50, 20, Duration.ofSeconds(30));
  private static final BudgetPlan PLAN =
      new BudgetPlan(
          List.of(
              new Limit(new Window.Sliding(Duration.ofMinutes(15)), Unit.REQUESTS, 12),
              new Limit(new Window.Month(1), Unit.ITEMS, 1_000)),
          new Prices(0, 0, 0, false, true));

  private static final SettableClock clock = new SettableClock(NOON);
  private static TestFoundation app;
  private static int keys;

  private String secret;
  private Upstream upstream;

  @BeforeAll
  static void lay() {
    // Exact counts: a reply of Redis that came late would be counted here as well.
    app = TestFoundation.lay(clock, Map.of("TIDEMARK_REDIS_TIMEOUT", "10s"));
  }

  @AfterAll
  static void close() {
    app.close();
  }

  @BeforeEach
  void call() {
    secret = "key " + keys++;
    upstream(SETTINGS);
  }

  private void upstream(Settings.Upstream settings) {
    Budget budget = app.app().budgets().of("platform", secret, PLAN);
    upstream =
        new Upstream(
            app.vertx(),
            clock,
            "platform",
            secret,
            settings,
            new Pauses(app.pool()),
            budget,
            new SimpleMeterRegistry());
  }

  @Test
  void whatTheBudgetDeniesIsNotSentAndWaitsForItsWindow() {
    try (var platform = new Platform(app.vertx(), Platform.status(200))) {
      for (int call = 0; call < 12; call++) {
        assertThat(call(platform, 1)).isEqualTo(new Answered<>("{}"));
      }

      assertThat(call(platform, 1))
          .isInstanceOfSatisfying(
              NotSent.class,
              waits -> {
                assertThat(waits.until()).isBetween(NOON.plusSeconds(900), NOON.plusSeconds(916));
                assertThat(waits.why())
                    .isEqualTo("platform: the budget of 12 requests per 15m is used up");
              });
      assertThat(platform.requests).hasValue(12);
    }
  }

  @Test
  void onlyWhatCameBackIsSpent() {
    try (var platform = new Platform(app.vertx(), Platform.status(200))) {
      await(
          upstream.call(
              Cost.items(100),
              "lots",
              platform::request,
              this::byStatus,
              content -> BillableUsage.items(70)));

      assertThat(used()).containsExactly(1L, 70L);
    }
  }

  @Test
  void eachTryIsARequestAndAFreeFailureSpendsNoItems() {
    try (var platform = new Platform(app.vertx(), Platform.status(503))) {
      assertThat(call(platform, 100)).isInstanceOf(Transient.class);

      assertThat(platform.requests).hasValue(3);
      assertThat(used()).containsExactly(3L, 0L);
    }
  }

  @Test
  void aGetThatIsSentOnceMoreAfterACutConnectionIsCountedTwice() {
    var cuts = new AtomicInteger(1);
    try (var platform =
        new Platform(
            app.vertx(),
            request -> {
              if (cuts.getAndDecrement() > 0) {
                request.connection().close();
              } else {
                request.response().end("{}");
              }
            })) {
      assertThat(call(platform, 100)).isEqualTo(new Answered<>("{}"));

      assertThat(platform.requests).hasValue(2);
      assertThat(used()).containsExactly(2L, 200L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no answer in time", "a connection that breaks", "an unreadable answer"})
  void aCallThatWasSentAndGotNoAnswerStaysCounted(String trouble) {
    upstream(
        new Settings.Upstream(
            Duration.ofSeconds(1), 5, 1, Duration.ofMillis(1), 50, 20, Duration.ofSeconds(30)));
    Handler<HttpServerRequest> answers =
        switch (trouble) {
          case "no answer in time" -> request -> {};
          case "a connection that breaks" -> request -> request.connection().close();
          default -> request -> request.response().end("not for our reader");
        };
    try (var platform = new Platform(app.vertx(), answers)) {
      CallOutcome<String> outcome =
          await(
              upstream.call(
                  Cost.items(100),
                  "lots",
                  platform::request,
                  answer -> {
                    throw new IllegalStateException("cannot be read");
                  }));

      assertThat(outcome).isInstanceOf(Transient.class);
      assertThat(used()).containsExactly(1L, 100L);
    }
  }

  @Test
  void aCallThatReachedNobodyIsNotCharged() {
    int nobody;
    try (var gone = new Platform(app.vertx(), Platform.status(200))) {
      nobody = gone.port();
    }
    upstream(
        new Settings.Upstream(
            Duration.ofSeconds(5), 5, 1, Duration.ofMillis(1), 50, 20, Duration.ofSeconds(30)));
    WebClient client = WebClient.create(app.vertx());

    assertThat(
            await(
                upstream.call(
                    Cost.items(100),
                    "lots",
                    () -> client.get(nobody, "127.0.0.1", "/"),
                    this::byStatus)))
        .isInstanceOf(Transient.class);

    assertThat(used()).containsExactly(1L, 0L);
    client.close();
  }

  @Test
  void whatFitsIntoTheBudgetIsToldWhereTheWholeDoesNot() {
    try (var platform = new Platform(app.vertx(), Platform.status(200))) {
      assertThat(call(platform, 1_200))
          .isInstanceOfSatisfying(
              NotSent.class, waits -> assertThat(waits.room()).isEqualTo(1_000));
      assertThat(call(platform, 1_000)).isEqualTo(new Answered<>("{}"));
      assertThat(call(platform, 2))
          .isInstanceOfSatisfying(NotSent.class, waits -> assertThat(waits.room()).isZero());
    }
  }

  @Test
  void whatIsNotSentForAnotherReasonSpendsNothing() {
    try (var platform = new Platform(app.vertx(), Platform.status(500))) {
      for (int call = 0; call < 10; call++) {
        call(platform, 1);
      }
      assertThat(used()).containsExactly(10L, 0L);

      assertThat(call(platform, 1)).isInstanceOf(NotSent.class);
      assertThat(call(platform, 1)).isInstanceOf(NotSent.class);

      assertThat(used()).containsExactly(10L, 0L);
    }
  }

  private CallOutcome<String> call(Platform platform, int items) {
    return await(upstream.call(Cost.items(items), "lots", platform::request, this::byStatus));
  }

  private List<Long> used() {
    return await(app.app().budgets().lines()).stream()
        .filter(line -> line.credential().equals(io.tidemark.access.Hashes.shortName(secret)))
        .map(Line::used)
        .toList();
  }

  private CallOutcome<String> byStatus(HttpResponse<Buffer> response) {
    return switch (response.statusCode()) {
      case 200 -> new Answered<>(response.bodyAsString());
      case 503 -> new Transient<>("unavailable", true);
      default -> new Transient<>("error " + response.statusCode(), false);
    };
  }
}
