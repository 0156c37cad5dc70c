package io.tidemark.upstream;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.boot.TestFoundation;
import io.tidemark.budget.BudgetPlan;
import io.tidemark.clock.SettableClock;
import io.tidemark.settings.Settings;
import io.tidemark.upstream.CallOutcome.Answered;
import io.tidemark.upstream.CallOutcome.AuthDead;
import io.tidemark.upstream.CallOutcome.Exhausted;
import io.tidemark.upstream.CallOutcome.NotSent;
import io.tidemark.upstream.CallOutcome.Throttled;
import io.tidemark.upstream.Pauses.Pause;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class UpstreamPauseTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SECRET = "sk-live-Kq8Zx71mPw";
  private static final Settings.Upstream SETTINGS =
      new Settings.Upstream(
          Duration.ofSeconds(5), 2, 1, Duration.ofMillis(1), 50, 20, Duration.ofSeconds(30));

  private static final SettableClock clock = new SettableClock(NOON);
  private static TestFoundation one;
  private static TestFoundation two;

  private Platform platform;
  private Upstream here;
  private Upstream elsewhere;

  @BeforeAll
  static void lay() {
    one = TestFoundation.lay(clock, Map.of());
    two = TestFoundation.on(one.postgresUrl(), clock, Map.of());
  }

  @AfterAll
  static void close() {
    two.close();
    one.close();
  }

  @BeforeEach
  void twoPodsWithOneCredential() {
    clock.set(NOON);
    one.sql("delete from upstream_pauses");
    platform = new Platform(one.vertx(), Platform.status(200));
    here = upstream(one, "twitterapi", SECRET);
    elsewhere = upstream(two, "twitterapi", SECRET);
  }

  @AfterEach
  void closePlatform() {
    platform.close();
  }

  @Test
  void aThrottledCredentialRestsOnEveryPod() {
    assertThat(await(elsewhere.pause())).isEmpty();

    call(here, new Throttled<>(NOON.plusSeconds(60), "window full"));

    assertThat(await(elsewhere.pause())).contains(new Pause(NOON.plusSeconds(60), "window full"));
    assertThat(await(here.pause())).contains(new Pause(NOON.plusSeconds(60), "window full"));
  }

  @Test
  void anExhaustedCredentialRestsOnEveryPod() {
    call(here, new Exhausted<>(NOON.plusSeconds(86_400), "no credits"));

    assertThat(await(elsewhere.pause()))
        .contains(new Pause(NOON.plusSeconds(86_400), "no credits"));
  }

  @Test
  void aDeadCredentialIsTriedAgainAfterFifteenMinutes() {
    call(here, new AuthDead<>("key revoked"));

    assertThat(await(elsewhere.pause())).contains(new Pause(NOON.plusSeconds(900), "key revoked"));
  }

  @Test
  void aLongerPauseThatIsKnownStays() {
    call(here, new Exhausted<>(NOON.plusSeconds(3_600), "no credits"));
    // The other pod was calling meanwhile and did not know.
    call(elsewhere, new Throttled<>(NOON.plusSeconds(60), "window full"));

    assertThat(await(here.pause())).contains(new Pause(NOON.plusSeconds(3_600), "no credits"));
    assertThat(await(elsewhere.pause())).contains(new Pause(NOON.plusSeconds(3_600), "no credits"));
  }

  @Test
  void aShorterPauseThatIsKnownGrows() {
    call(here, new Throttled<>(NOON.plusSeconds(60), "window full"));
    call(elsewhere, new Exhausted<>(NOON.plusSeconds(3_600), "no credits"));

    assertThat(await(here.pause())).contains(new Pause(NOON.plusSeconds(3_600), "no credits"));
  }

  @Test
  void aPauseEndsWithItsTime() {
    call(here, new Throttled<>(NOON.plusSeconds(60), "window full"));

    clock.advance(Duration.ofSeconds(59));
    assertThat(await(elsewhere.pause())).isPresent();
    assertThat(call(here, new Answered<>("{}"))).isInstanceOf(NotSent.class);

    clock.advance(Duration.ofSeconds(1));
    assertThat(await(elsewhere.pause())).isEmpty();
    assertThat(call(here, new Answered<>("{}"))).isEqualTo(new Answered<>("{}"));
  }

  @Test
  void anotherCredentialOrPlatformDoesNotRest() {
    call(here, new Throttled<>(NOON.plusSeconds(60), "window full"));

    assertThat(await(upstream(two, "twitterapi", "another key").pause())).isEmpty();
    assertThat(await(upstream(two, "x", SECRET).pause())).isEmpty();
  }

  @Test
  void theRowDoesNotGiveTheSecretAway() {
    call(here, new Throttled<>(NOON.plusSeconds(60), "window full"));

    String row = one.sql("select * from upstream_pauses").get(0).toJson().encode();
    for (int at = 0; at + 4 <= SECRET.length(); at++) {
      assertThat(row).doesNotContain(SECRET.substring(at, at + 4));
    }
  }

  @Test
  void callsThatWaitForALaneAreNotSentAfterAThrottle() {
    List<Future<CallOutcome<String>>> calls = new ArrayList<>();
    for (int call = 0; call < 10; call++) {
      calls.add(
          here.call(
              platform::request, answer -> new Throttled<>(NOON.plusSeconds(60), "window full")));
    }
    await(Future.all(calls));

    assertThat(platform.requests.get()).isBetween(1, SETTINGS.inFlight());
    assertThat(calls.get(9).result()).isEqualTo(new NotSent<>(NOON.plusSeconds(60), "window full"));
  }

  @Test
  void ofTwoThrottlesAtOnceTheLongerCounts() {
    List<HttpServerRequest> asked = new CopyOnWriteArrayList<>();
    var both = Promise.<Void>promise();
    try (var slow =
        new Platform(
            one.vertx(),
            request -> {
              asked.add(request);
              if (asked.size() == 2) {
                both.complete();
              }
            })) {
      Future<CallOutcome<String>> longer = here.call(slow::request, this::byBody);
      Future<CallOutcome<String>> shorter = here.call(slow::request, this::byBody);
      await(both.future());
      asked.get(0).response().end("3600");
      await(Future.any(longer, shorter));
      asked.get(1).response().end("60");
      await(Future.all(longer, shorter));
    }

    clock.advance(Duration.ofSeconds(120));

    assertThat(call(here, new Answered<>("{}")))
        .isEqualTo(new NotSent<>(NOON.plusSeconds(3_600), "3600 s"));
  }

  @Test
  void aPauseThatSomebodyDeletedIsForgotten() {
    call(here, new AuthDead<>("key revoked"));
    one.sql("delete from upstream_pauses");

    assertThat(await(here.pause())).isEmpty();
    assertThat(call(here, new Answered<>("{}"))).isEqualTo(new Answered<>("{}"));
  }

  private CallOutcome<String> call(Upstream upstream, CallOutcome<String> outcome) {
    return await(upstream.call(platform::request, answer -> outcome));
  }

  private CallOutcome<String> byBody(HttpResponse<Buffer> answer) {
    String seconds = answer.bodyAsString();
    return new Throttled<>(NOON.plusSeconds(Long.parseLong(seconds)), seconds + " s");
  }

  private static Upstream upstream(TestFoundation pod, String name, String secret) {
    return new Upstream(
        pod.vertx(),
        clock,
        name,
        secret,
        SETTINGS,
        new Pauses(pod.pool()),
        pod.foundation().budgets().of(name, secret, BudgetPlan.UNLIMITED),
        new SimpleMeterRegistry());
  }
}
