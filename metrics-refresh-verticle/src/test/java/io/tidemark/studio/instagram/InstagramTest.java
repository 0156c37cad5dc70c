package io.tidemark.studio.instagram;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.studio.FakePlatform.error;
import static io.tidemark.studio.FakePlatform.insights;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.studio.FakePlatform;
import io.tidemark.studio.MemoryTokens;
import io.tidemark.studio.StudioSources;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.studio.platforms.StudioSource.Asked;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstagramTest {

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final String SAFE = "reach,saved,likes,comments,shares,total_interactions,views";

  private static final SettableClock clock = new SettableClock(NOON);
  private static final Vertx vertx = Vertx.vertx();
  private static FakePlatform graph;
  private static TestFoundation foundation;
  private static int accounts;

  private final MemoryTokens tokens = new MemoryTokens();
  private final Account account = account();
  private StudioSource instagram;

  @BeforeAll
  static void lay() {
    graph = new FakePlatform(vertx);
    foundation =
        TestFoundation.lay(
            clock,
            Map.of(
                "TIDEMARK_INSTAGRAM_BASE_URL", graph.url(),
                "TIDEMARK_UPSTREAM_RETRY_DELAY", "1ms",
                "TIDEMARK_UPSTREAM_FAILURE_WINDOW", "1000"));
  }

  @AfterAll
  static void close() {
    foundation.close();
    graph.close();
    await(vertx.close());
  }

  @BeforeEach
  void begin() {
    clock.set(NOON);
    foundation.sql("truncate studio_capabilities");
    graph.seen.clear();
    tokens.with(account.id(), new Tokens(account.accessToken(), null, null, null));
    instagram = another();
  }

  private StudioSource another() {
    return StudioSources.instagram(
        foundation.foundation(), StudioSources.client(foundation.foundation()), tokens);
  }

  private static Account account() {
    int id = ++accounts;
    return new Account(id, "acme", "178" + id, "EAAG-secret-" + id);
  }

  private static List<Asked> posts(int count, String mediaType) {
    List<Asked> posts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      posts.add(new Asked(i, "1790" + i, mediaType, NOON.minusSeconds(3_600)));
    }
    return posts;
  }

  private CallOutcome<Map<Long, PostOutcome<Metrics>>> read(List<Asked> posts) {
    return await(instagram.read(account, posts));
  }

  private Map<Long, PostOutcome<Metrics>> answered(List<Asked> posts) {
    var outcome = read(posts);
    assertThat(outcome).isInstanceOf(CallOutcome.Answered.class);
    return ((CallOutcome.Answered<Map<Long, PostOutcome<Metrics>>>) outcome).content();
  }

  private static Metrics reading(PostOutcome<Metrics> outcome) {
    assertThat(outcome).isInstanceOf(PostOutcome.Present.class);
    return ((PostOutcome.Present<Metrics>) outcome).reading();
  }

  @Test
  void tenPostsAreOneRequestWithoutATokenInItsAddress() {
    graph.sayParts(url -> insights(url, 7));

    var outcomes = answered(posts(10, "IMAGE"));

    assertThat(outcomes).hasSize(10);
    Metrics metrics = reading(outcomes.get(3L));
    assertThat(metrics)
        .usingRecursiveComparison()
        .ignoringFields("raw")
        .isEqualTo(new Metrics(7L, 7L, 7L, 7L, 7L, 7L, null, 7L, new JsonObject()));
    assertThat(metrics.raw().getJsonArray("data")).hasSize(7);
    assertThat(graph.seen).hasSize(1);
    FakePlatform.Seen asked = graph.seen.get(0);
    assertThat(asked.uri()).isEqualTo("/");
    assertThat(asked.form())
        .containsEntry("access_token", account.accessToken())
        .containsEntry("include_headers", "false");
    assertThat(asked.parts().get(0)).isEqualTo("v25.0/17901/insights?metric=" + SAFE);
  }

  @Test
  void whatIsNotGivenIsNullAndACounterMayFall() {
    graph.sayParts(
        url ->
            new JsonObject(
                """
                {"data": [
                  {"name": "likes", "total_value": {"value": 12}},
                  {"name": "reach", "values": [{"value": 0}]},
                  {"name": "views", "values": [{"value": null}]},
                  {"name": "shares", "values": []},
                  {"name": "comments", "values": [{"value": "3"}]},
                  {"name": "saved", "values": [{"value": 9007199254740993}]},
                  {"name": "new_metric", "values": [{"value": 5}]}
                ]}"""));
    Metrics first = reading(answered(posts(1, "IMAGE")).get(1L));
    assertThat(first.likes()).isEqualTo(12);
    assertThat(first.reach()).isZero();
    assertThat(first.views()).isNull();
    assertThat(first.shares()).isNull();
    assertThat(first.comments()).isNull();
    assertThat(first.saves()).isNull();
    assertThat(first.totalInteractions()).isNull();

    graph.sayParts(url -> insights(url, 11));
    assertThat(reading(answered(posts(1, "IMAGE")).get(1L)).likes()).isEqualTo(11);
  }

  @Test
  void noDataYetIsNotZero() {
    graph.sayParts(url -> new JsonObject().put("data", new JsonArray()));

    assertThat(answered(posts(1, "IMAGE")).get(1L))
        .isEqualTo(new PostOutcome.Unknown<>("no data yet"));
  }

  @Test
  void aPartThePlatformDidNotGetToIsUnknownAndTheOthersAreGood() {
    graph.sayParts(url -> url.contains("17902") ? null : insights(url, 7));

    var outcomes = answered(posts(3, "IMAGE"));

    assertThat(outcomes.get(2L)).isInstanceOf(PostOutcome.Unknown.class);
    reading(outcomes.get(1L));
    reading(outcomes.get(3L));
  }

  @Test
  void anArrayThatIsTooShortLeavesTheRestUnknown() {
    graph.say(200, "[{\"code\":200,\"body\":\"{\\\"data\\\":[\"}]");

    assertThat(answered(posts(2, "IMAGE")).values())
        .hasSize(2)
        .allMatch(outcome -> outcome instanceof PostOutcome.Unknown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>502</html>", "[{\"code\":200,\"body\":", "", "true", "{}"})
  void anAnswerThatCannotBeReadSaysNothingOfAnyPost(String body) {
    graph.say(200, body);

    assertThat(read(posts(2, "IMAGE"))).isInstanceOf(CallOutcome.Transient.class);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 33, Unsupported get request. Object with ID '1' does not exist, NotVisible",
    "803, 0, (#803) Some of the aliases you requested do not exist: 1, Gone",
    "100, 2108006, Media posted before business account conversion, Refused",
    "100, 0, (#100) Param after must be a cursor, Refused",
    "10, 0, (#10) Not enough viewers for the media to show insights, Unknown",
    "10, 0, (#10) Application does not have permission for this action, Refused",
    "200, 0, (#200) Requires extended permission, Refused",
    "299, 0, (#299) Requires extended permission, Refused",
    "368, 0, The action attempted has been deemed abusive, Refused",
    "1, 0, An unknown error occurred, Unknown",
    "2, 0, Service temporarily unavailable, Unknown",
    "4, 0, (#4) Application request limit reached, Unknown",
    "80002, 0, There have been too many calls to this Instagram account., Unknown",
    "99999, 0, Something new, Unknown"
  })
  void anErrorOfOnePostIsItsOwn(int code, int subcode, String message, String expected) {
    graph.sayParts(url -> url.contains("17902") ? error(code, subcode, message) : insights(url, 7));

    var outcomes = answered(posts(3, "IMAGE"));

    assertThat(outcomes.get(2L).getClass().getSimpleName()).isEqualTo(expected);
    reading(outcomes.get(1L));
    reading(outcomes.get(3L));
  }

  @ParameterizedTest
  @CsvSource({
    "190, 458, AuthDead",
    "190, 459, AuthDead",
    "190, 460, AuthDead",
    "190, 463, AuthDead",
    "190, 464, AuthDead",
    "190, 467, AuthDead",
    "190, 492, AuthDead",
    "190, 0, AuthDead",
    "102, 0, AuthDead",
    "10, 0, AuthDead",
    "200, 0, AuthDead",
    "299, 0, AuthDead",
    "368, 0, AuthDead",
    "4, 0, Throttled",
    "17, 0, Throttled",
    "32, 0, Throttled",
    "341, 0, Throttled",
    "613, 0, Throttled",
    "80001, 0, Throttled",
    "80002, 0, Throttled",
    "1, 0, Transient",
    "2, 0, Transient",
    "100, 33, Refused",
    "803, 0, Refused",
    "300, 0, Refused"
  })
  void aRequestThatIsRefusedAsAWholeIsReadByItsCode(int code, int subcode, String expected) {
    graph.say(400, error(code, subcode, "said").encode());

    assertThat(read(posts(2, "IMAGE")).getClass().getSimpleName()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "190, 463, AuthDead",
    "102, 0, AuthDead",
    "10, 0, AuthDead",
    "368, 0, AuthDead",
    "80002, 0, Throttled",
    "4, 0, Throttled"
  })
  void whatAllPartsSayIsSaidOfTheAccount(int code, int subcode, String expected) {
    graph.sayParts(url -> error(code, subcode, "said"));

    assertThat(read(posts(2, "IMAGE")).getClass().getSimpleName()).isEqualTo(expected);
  }

  @Test
  void anAccountThatSeesNoneOfItsPostsHasNotLostThemAll() {
    graph.sayParts(url -> error(100, 33, "Unsupported get request."));

    assertThat(answered(posts(3, "IMAGE")).values())
        .allMatch(outcome -> outcome instanceof PostOutcome.Unknown);
  }

  @Test
  void aTransientErrorIsTriedAgainAtOnce() {
    graph.say(
        400,
        new JsonObject()
            .put("error", new JsonObject().put("code", 7).put("is_transient", true))
            .encode());

    assertThat(read(posts(1, "IMAGE"))).isInstanceOf(CallOutcome.Transient.class);
    assertThat(graph.seen).hasSize(3);
  }

  @Test
  void aLimitRestsTheAccountUntilThePlatformSaysItIsRegained() {
    graph.say(
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
    instagram = another(); // another pod reads the pause
    assertThat(read(posts(1, "IMAGE"))).isInstanceOf(CallOutcome.NotSent.class);
    assertThat(graph.seen).hasSize(1);
  }

  @Test
  void aLimitWithoutATimeRestsForAQuarterOfAnHour() {
    graph.say(400, error(613, 0, "Calls to this api have exceeded the rate limit.").encode());

    assertThat(read(posts(1, "IMAGE")))
        .isInstanceOfSatisfying(
            CallOutcome.Throttled.class,
            throttled ->
                assertThat(throttled.until()).isEqualTo(NOON.plus(Duration.ofMinutes(15))));
  }

  @Test
  void theLimitOfTheAppHoldsForItsOtherAccounts() {
    graph.say(400, error(4, 0, "(#4) Application request limit reached").encode());
    read(posts(1, "IMAGE"));
    Account other = account();
    tokens.with(other.id(), new Tokens(other.accessToken(), null, null, null));

    assertThat(await(instagram.read(other, posts(1, "IMAGE"))))
        .isInstanceOf(CallOutcome.NotSent.class);
    assertThat(graph.seen).hasSize(1);
  }

  @Test
  void aboveNinetyPercentNothingMoreIsSent() {
    graph.answers =
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
                NOON.plus(Duration.ofMinutes(15)), "the Graph API says that its limit is near"));

    clock.advance(Duration.ofMinutes(15));
    reading(answered(posts(1, "IMAGE")).get(1L));
  }

  @Test
  void oneMetricThatOneMediaRefusesCostsNobodyElseAndIsNotAskedAgainForAWeek() {
    graph.sayParts(
        url ->
            url.contains("17902") && url.contains("views")
                ? error(
                    100,
                    0,
                    "(#100) The Media Insights API does not support the views metric for this"
                        + " media product type.")
                : insights(url, 7));

    var outcomes = answered(posts(3, "VIDEO"));

    assertThat(reading(outcomes.get(1L)).views()).isEqualTo(7);
    assertThat(reading(outcomes.get(2L)).views()).isNull();
    assertThat(reading(outcomes.get(2L)).reach()).isEqualTo(7);
    assertThat(reading(outcomes.get(3L)).views()).isEqualTo(7);
    assertThat(graph.seen).hasSize(2);
    assertThat(graph.seen.get(1).parts()).hasSize(1);

    clock.advance(Duration.ofDays(7).minusSeconds(1));
    instagram = another(); // the memory is not that of a process
    answered(posts(3, "VIDEO"));
    assertThat(graph.seen).hasSize(3);
    assertThat(graph.seen.get(2).parts().get(1)).doesNotContain("views").contains("17902");
    assertThat(graph.seen.get(2).parts().get(0)).contains("views");

    clock.advance(Duration.ofSeconds(1));
    answered(posts(3, "VIDEO"));
    assertThat(graph.seen.get(3).parts().get(1)).contains("views");
  }

  @Test
  void aMetricThatATypeDoesNotHaveIsAskedOfNoneOfItAgain() {
    graph.sayParts(
        url ->
            url.contains("saved")
                ? error(
                    100,
                    0,
                    "(#100) metric[1] must be one of the following values: reach, likes, comments,"
                        + " shares, total_interactions, views")
                : insights(url, 7));

    answered(posts(3, "STORY"));
    assertThat(graph.seen).hasSize(2);
    answered(List.of(new Asked(9, "99", "STORY", NOON), new Asked(10, "98", "IMAGE", NOON)));

    assertThat(graph.seen.get(2).parts().get(0)).doesNotContain("saved");
    assertThat(graph.seen.get(2).parts().get(1)).contains("saved");
  }

  @Test
  void aRefusalThatNamesNoMetricIsFoundByHalves() {
    graph.sayParts(
        url ->
            url.contains("shares")
                ? error(100, 0, "(#100) The value must be a valid insights metric")
                : insights(url, 7));

    var outcomes = answered(posts(5, "IMAGE"));

    assertThat(outcomes.values()).hasSize(5);
    outcomes
        .values()
        .forEach(
            outcome -> {
              assertThat(reading(outcome).shares()).isNull();
              assertThat(reading(outcome).views()).isEqualTo(7);
              assertThat(reading(outcome).saves()).isEqualTo(7);
            });
    assertThat(foundation.sql("select subject, metric from studio_capabilities"))
        .extracting(row -> row.getString(0) + " " + row.getString(1))
        .containsExactly("IMAGE shares");
  }

  @Test
  void aMediaThatRefusesEveryMetricIsRefused() {
    graph.sayParts(
        url ->
            url.contains("17901")
                ? error(100, 0, "(#100) The value must be a valid insights metric")
                : insights(url, 7));

    var outcomes = answered(posts(2, "IMAGE"));

    assertThat(outcomes.get(1L)).isInstanceOf(PostOutcome.Refused.class);
    reading(outcomes.get(2L));
  }

  @Test
  void noTokenIsToldOrKept() {
    graph.say(400, error(190, 0, "Malformed access token " + account.accessToken()).encode());
    assertThat(read(posts(1, "IMAGE")).toString()).doesNotContain("secret");
    assertThat(foundation.sql("select reason from upstream_pauses"))
        .extracting(row -> row.getString(0))
        .noneMatch(reason -> reason.contains("secret"));

    Account other = account();
    tokens.with(other.id(), new Tokens(other.accessToken(), null, null, null));
    graph.sayParts(
        url ->
            insights(url, 7)
                .put("x", "https://graph?access_token=EAAG-secret-other&b=1")
                .put("paging", new JsonObject().put("next", other.accessToken())));
    var outcome = await(instagram.read(other, posts(1, "IMAGE")));
    assertThat(outcome.toString()).contains("Present").doesNotContain("secret");
  }

  @Test
  void aTokenWithLessThanTenDaysIsRenewedBeforeItIsUsed() {
    tokens.with(
        account.id(), new Tokens(account.accessToken(), NOON.plus(Duration.ofDays(9)), null, null));
    graph.sayParts(url -> insights(url, 7));
    var parts = graph.answers;
    graph.answers =
        (visit, request) -> {
          if (visit.uri().startsWith("/refresh_access_token?grant_type=ig_refresh_token")) {
            request.response().end("{\"access_token\":\"EAAG-secret-new\",\"expires_in\":5184000}");
          } else {
            parts.accept(visit, request);
          }
        };

    answered(posts(1, "IMAGE"));
    answered(posts(1, "IMAGE"));

    assertThat(graph.seen).hasSize(3);
    assertThat(graph.seen.get(1).form()).containsEntry("access_token", "EAAG-secret-new");
    assertThat(tokens.stored.get(account.id()).accessExpiresAt())
        .isEqualTo(NOON.plus(Duration.ofDays(60)));
  }

  @Test
  void aTokenThatCannotBeRenewedIsUsedWhileItLives() {
    tokens.with(account.id(), new Tokens(account.accessToken(), NOON.plusSeconds(60), null, null));
    graph.sayParts(url -> insights(url, 7)); // and 404 to renewals

    reading(answered(posts(1, "IMAGE")).get(1L));
    reading(answered(posts(1, "IMAGE")).get(1L));
    assertThat(graph.seen).hasSize(3); // renewal is not tried with each call

    clock.advance(Duration.ofMinutes(1));
    assertThat(read(posts(1, "IMAGE"))).isInstanceOf(CallOutcome.AuthDead.class);
  }
}
