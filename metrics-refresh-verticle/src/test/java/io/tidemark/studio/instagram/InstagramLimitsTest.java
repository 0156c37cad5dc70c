package io.tidemark.studio.instagram;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.studio.FakePlatform.error;
import static io.tidemark.studio.FakePlatform.insights;
import static io.tidemark.studio.graph.GraphWorld.NOON;
import static io.tidemark.studio.graph.GraphWorld.posts;
import static io.tidemark.studio.graph.GraphWorld.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.graph.GraphWorld;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How limits of the account and of the app are kept. */
@Tag("server")
class InstagramLimitsTest extends InstagramFixture {

  @Test
  void aLimitRestsTheAccountUntilThePlatformSaysItIsRegained() {
    world.graph.say(
        400,
        error(80002, 0, "There have been too many calls").encode(),
        "x-business-use-case-usage",
        "{\"1784\":[{\"type\":\"instagram\",\"call_count\":101,\"total_cputime\":1,"
            + "\"total_time\":1,\"estimated_time_to_regain_access\":42}]}");

    assertThat(read(posts(1, "IMAGE")))
        .isInstanceOfSatisfying(
            CallOutcome.Throttled.class,
            throttled ->
                assertThat(throttled.until()).isEqualTo(NOON.plus(Duration.ofMinutes(42))));
    assertThat(read(posts(1, "IMAGE"))).isInstanceOf(CallOutcome.NotSent.class);
    instagram = world.instagram(); // another pod reads the pause
    assertThat(read(posts(1, "IMAGE"))).isInstanceOf(CallOutcome.NotSent.class);
    assertThat(world.graph.seen).hasSize(1);
  }

  @Test
  void aLimitWithoutATimeRestsForAQuarterOfAnHour() {
    world.graph.say(400, error(613, 0, "Calls to this api have exceeded the rate limit.").encode());

    assertThat(read(posts(1, "IMAGE")))
        .isInstanceOfSatisfying(
            CallOutcome.Throttled.class,
            throttled ->
                assertThat(throttled.until()).isEqualTo(NOON.plus(Duration.ofMinutes(15))));
  }

  @Test
  void theLimitOfTheAppHoldsForItsOtherAccounts() {
    world.graph.say(400, error(4, 0, "(#4) Application request limit reached").encode());
    read(posts(1, "IMAGE"));
    Account other = world.account();

    assertThat(await(instagram.read(other, posts(1, "IMAGE"))))
        .isInstanceOf(CallOutcome.NotSent.class);
    assertThat(world.graph.seen).hasSize(1);
  }

  @Test
  void aboveNinetyPercentNothingMoreIsSent() {
    world.graph.answers =
        (visit, request) ->
            request
                .response()
                .putHeader("x-app-usage", "{\"call_count\":16,\"total_cputime\":91}")
                .end(
                    new JsonArray()
                        .add(
                            new JsonObject()
                                .put("code", 200)
                                .put("body", insights(SAFE, 7).encode()))
                        .encode());

    reading(answered(posts(1, "IMAGE")).get(1L));
    assertThat(read(posts(1, "IMAGE")))
        .isEqualTo(
            new CallOutcome.NotSent<>(
                NOON.plus(Duration.ofMinutes(15)),
                "the Graph API says that 91 % of what the app may ask is used"));

    world.clock.advance(Duration.ofMinutes(15));
    reading(answered(posts(1, "IMAGE")).get(1L));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLimitThatIsNearIsAPauseThatAllPodsKnowAndAnOperatorEnds(boolean ofApp) {
    Account one = world.account();
    Account other = world.account();
    String header = ofApp ? "x-app-usage" : "x-business-use-case-usage";
    String usage =
        ofApp
            ? "{\"call_count\":95}"
            : "{\"1784\":[{\"type\":\"instagram\",\"call_count\":95,"
                + "\"estimated_time_to_regain_access\":20}]}";
    world.graph.say(200, part(), header, usage);
    reading(GraphWorld.answered(await(instagram.read(one, posts(1, "IMAGE")))).get(1L));
    Duration lasts = Duration.ofMinutes(ofApp ? 15 : 20);
    String why =
        "the Graph API says that 95 %% of %s is used"
            .formatted(ofApp ? "what the app may ask" : "the use instagram");
    var pauses = new Pauses(world.app.app().pool());
    world.graph.say(200, part());

    Pauses.Active shown = await(pauses.all(NOON)).getFirst();

    assertThat(shown.upstream()).isEqualTo("instagram");
    assertThat(shown.reason()).isEqualTo(why);
    assertThat(shown.until()).isEqualTo(NOON.plus(lasts));
    StudioSource onAnotherPod = world.instagram();
    for (StudioSource pod : List.of(instagram, onAnotherPod)) {
      assertThat(await(pod.read(one, posts(1, "IMAGE"))))
          .isEqualTo(new CallOutcome.NotSent<>(NOON.plus(lasts), why));
      assertThat(await(pod.read(other, posts(1, "IMAGE"))) instanceof CallOutcome.NotSent)
          .isEqualTo(ofApp);
    }
    assertThat(await(pauses.end(shown.id(), NOON))).isPresent();
    for (StudioSource pod : List.of(instagram, onAnotherPod)) {
      reading(GraphWorld.answered(await(pod.read(one, posts(1, "IMAGE")))).get(1L));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"80002", "4", "usage"})
  void aShorterWordOnACallThatWasSentBeforeAPauseShortensNothing(String kind) {
    List<HttpServerRequest> asked = new CopyOnWriteArrayList<>();
    var both = Promise.<Void>promise();
    world.graph.answers =
        (visit, request) -> {
          asked.add(request);
          if (asked.size() == 2) {
            both.complete();
          }
        };
    Account one = world.account();
    Account other = kind.equals("4") ? world.account() : one;
    var first = instagram.read(one, posts(1, "IMAGE"));
    var second = instagram.read(other, posts(1, "IMAGE"));
    await(both.future());

    world.clock.advance(Duration.ofSeconds(5));
    answer(asked.get(0), kind, 60);
    await(Future.any(first, second));
    world.clock.advance(Duration.ofSeconds(5));
    answer(asked.get(1), kind, 5);
    await(Future.all(first, second));

    Account bystander = kind.equals("4") ? world.account() : one;
    for (StudioSource pod : List.of(instagram, world.instagram())) {
      assertThat(await(pod.read(bystander, posts(1, "IMAGE"))))
          .isInstanceOfSatisfying(
              CallOutcome.NotSent.class,
              waits ->
                  assertThat(waits.until())
                      .isEqualTo(NOON.plusSeconds(5).plus(Duration.ofMinutes(60))));
    }
  }

  private static void answer(HttpServerRequest request, String kind, int minutes) {
    boolean usage = kind.equals("usage");
    request
        .response()
        .setStatusCode(usage ? 200 : 400)
        .putHeader(
            "x-business-use-case-usage",
            ("{\"1784\":[{\"type\":\"instagram\",\"call_count\":95,"
                    + "\"estimated_time_to_regain_access\":%d}]}")
                .formatted(minutes))
        .end(usage ? part() : error(Integer.parseInt(kind), 0, "too many").encode());
  }

  private static String part() {
    return new JsonArray()
        .add(new JsonObject().put("code", 200).put("body", insights("views", 7).encode()))
        .encode();
  }

  @Test
  void aboveEightyPercentRequestsKeepDoubleTheDistance() {
    try (var spaced = new GraphWorld(Map.of("TIDEMARK_INSTAGRAM_SPACING", "1s"))) {
      StudioSource source = spaced.instagram();
      Account one = spaced.account();
      say(spaced, 81);
      reading(GraphWorld.answered(await(source.read(one, posts(1, "IMAGE")))).get(1L));

      assertThat(notSentUntil(source, one)).isEqualTo(NOON.plusSeconds(1));
      spaced.clock.advance(Duration.ofSeconds(1));
      say(spaced, 80);
      reading(GraphWorld.answered(await(source.read(one, posts(1, "IMAGE")))).get(1L));
      assertThat(notSentUntil(source, one)).isEqualTo(NOON.plusSeconds(3));

      spaced.clock.advance(Duration.ofSeconds(2));
      reading(GraphWorld.answered(await(source.read(one, posts(1, "IMAGE")))).get(1L));
      assertThat(notSentUntil(source, one)).isEqualTo(NOON.plusSeconds(4));
    }
  }

  /** Answers one part, and how much of its limit an account has used. */
  private static void say(GraphWorld world, int percent) {
    world.graph.say(
        200,
        new JsonArray()
            .add(new JsonObject().put("code", 200).put("body", insights("views", 7).encode()))
            .encode(),
        "x-business-use-case-usage",
        "{\"1784\":[{\"type\":\"instagram\",\"call_count\":%d}]}".formatted(percent));
  }

  private static Instant notSentUntil(StudioSource source, Account account) {
    var outcome = await(source.read(account, posts(1, "IMAGE")));
    assertThat(outcome).isInstanceOf(CallOutcome.NotSent.class);
    return ((CallOutcome.NotSent<Map<Long, PostOutcome<Metrics>>>) outcome).until();
  }
}
