package io.tidemark.upstream;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.access.Hashes;
import io.tidemark.boot.TestFoundation;
import io.tidemark.budget.BudgetPlan;
import io.tidemark.budget.Cost;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void twoProcessesWithOneCredential() {
    clock.set(NOON);
    one.sql("delete from upstream_pauses");
    platform = new Platform(one.vertx(), Platform.status(200));
    here = upstream(one, "twitterapi", SECRET);
    elsewhere = upstream(two, "twitterapi", SECRET);
    // Both have looked whether it is paused; of what begins now, the other does not hear by itself.
    await(here.pause());
    await(elsewhere.pause());
  }

  @AfterEach
  void closePlatform() {
    platform.close();
  }

  @Test
  void aThrottledCredentialIsPausedInEveryProcess() {
    assertThat(await(elsewhere.pause())).isEmpty();

    call(here, new Throttled<>(NOON.plusSeconds(60), "window full"));

    assertThat(await(elsewhere.pause())).contains(new Pause(NOON.plusSeconds(60), "window full"));
    assertThat(await(here.pause())).contains(new Pause(NOON.plusSeconds(60), "window full"));
  }

  @Test
  void anExhaustedCredentialIsPausedInEveryProcess() {
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
    // The other process was calling meanwhile and did not know.
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
              Cost.request(),
              "",
              platform::request,
              answer -> new Throttled<>(NOON.plusSeconds(60), "window full")));
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
      Future<CallOutcome<String>> longer =
          here.call(Cost.request(), "", slow::request, this::byBody);
      Future<CallOutcome<String>> shorter =
          here.call(Cost.request(), "", slow::request, this::byBody);
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

  @ParameterizedTest
  @ValueSource(longs = {86_401, 31_536_000, 9_999_999_999L})
  void noThrottlePausesLongerThanADay(long seconds) {
    call(here, new Throttled<>(NOON.plusSeconds(seconds), "window full"));

    assertThat(await(elsewhere.pause()))
        .contains(new Pause(NOON.plus(Duration.ofDays(1)), "window full"));
    assertThat(call(here, new Answered<>("{}")))
        .isEqualTo(new NotSent<>(NOON.plus(Duration.ofDays(1)), "window full"));
  }

  @Test
  void noQuotaPausesLongerThanAMonth() {
    call(here, new Exhausted<>(NOON.plus(Duration.ofDays(1_000)), "no credits"));

    assertThat(await(elsewhere.pause()))
        .contains(new Pause(NOON.plus(Duration.ofDays(31)), "no credits"));
  }

  @Test
  void aGoodAnswerToALaterCallEndsAPauseInEveryProcess() {
    call(here, new Throttled<>(NOON.plusSeconds(3_600), "window full"));
    clock.advance(Duration.ofSeconds(1));

    // This process does not know of the pause.
    assertThat(call(elsewhere, new Answered<>("{}"))).isEqualTo(new Answered<>("{}"));
    assertThat(await(elsewhere.pause())).isEmpty();

    assertThat(one.sql("select from upstream_pauses")).isEmpty();
    assertThat(await(here.pause())).isEmpty();
    assertThat(call(here, new Answered<>("{}"))).isEqualTo(new Answered<>("{}"));
  }

  @Test
  void aGoodAnswerToACallThatWasSentBeforeDisprovesNothing() {
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
      Future<CallOutcome<String>> throttled =
          here.call(
              Cost.request(),
              "",
              slow::request,
              a -> new Throttled<>(NOON.plusSeconds(3_600), "window full"));
      Future<CallOutcome<String>> good =
          here.call(Cost.request(), "", slow::request, a -> new Answered<>(a.bodyAsString()));
      await(both.future());
      // Only the first that is answered is throttled, whichever it is.
      clock.advance(Duration.ofSeconds(5));
      asked.forEach(request -> request.response().end("{}"));
      await(Future.all(throttled, good));
    }

    assertThat(await(elsewhere.pause()))
        .contains(new Pause(NOON.plusSeconds(3_600), "window full"));
  }

  @Test
  void aShorterWordOnALaterCallReplacesALongerRest() {
    call(here, new Throttled<>(NOON.plusSeconds(3_600), "window full"));
    clock.advance(Duration.ofSeconds(1));

    call(elsewhere, new Throttled<>(NOON.plusSeconds(60), "a minute"));

    assertThat(await(elsewhere.pause())).contains(new Pause(NOON.plusSeconds(60), "a minute"));
    assertThat(await(here.pause())).contains(new Pause(NOON.plusSeconds(60), "a minute"));
  }

  @Test
  void aPauseThatAnOperatorEndedIsOverWithoutALook() {
    call(here, new AuthDead<>("key revoked"));
    var pauses = new Pauses(one.pool());
    long id = await(pauses.all(NOON)).getFirst().id();

    assertThat(await(pauses.end(id, NOON))).map(Pauses.Active::reason).contains("key revoked");
    assertThat(await(pauses.end(id, NOON))).isEmpty();

    long began = System.nanoTime();
    while (call(here, new Answered<>("{}")) instanceof NotSent) {
      assertThat(System.nanoTime() - began).isLessThan(Duration.ofSeconds(20).toNanos());
    }
  }

  @Test
  void aProcessThatBeginsKnowsOfAPauseBeforeItsFirstCall() {
    call(here, new AuthDead<>("key revoked"));

    assertThat(call(upstream(two, "twitterapi", SECRET), new Answered<>("{}")))
        .isEqualTo(new NotSent<>(NOON.plusSeconds(900), "key revoked"));
  }

  @Test
  void aPauseUnderTheFormerNameHoldsAndEnds() {
    one.sql(
        "insert into upstream_pauses (upstream, credential, paused_until, reason, since) values"
            + " ('twitterapi', '%s', '2026-03-01T13:00:00Z', 'old', '2026-03-01T11:00:00Z')"
                .formatted(Hashes.formerName(Hashes.shortName(SECRET))));

    assertThat(await(here.pause())).contains(new Pause(NOON.plusSeconds(3_600), "old"));
  }

  private CallOutcome<String> call(Upstream upstream, CallOutcome<String> outcome) {
    return await(upstream.call(Cost.request(), "", platform::request, answer -> outcome));
  }

  private CallOutcome<String> byBody(HttpResponse<Buffer> answer) {
    String seconds = answer.bodyAsString();
    return new Throttled<>(NOON.plusSeconds(Long.parseLong(seconds)), seconds + " s");
  }

  private static Upstream upstream(TestFoundation process, String name, String secret) {
    return new Upstream(
        process.vertx(),
        clock,
        name,
        secret,
        SETTINGS,
        new Pauses(process.pool()),
        process.app().budgets().of(name, secret, BudgetPlan.UNLIMITED),
        new SimpleMeterRegistry());
  }
}
