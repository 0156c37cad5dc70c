package io.tidemark.studio.tiktok;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.studio.FakePlatform;
import io.tidemark.studio.MemoryTokens;
import io.tidemark.studio.StudioSources;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class TikTokResearchTest {

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Account ACCOUNT = new Account(1, "acme", "me", "");
  private static final String OK = "\"error\":{\"code\":\"ok\",\"message\":\"\"}}";

  private final SettableClock clock = new SettableClock(NOON);
  private final Vertx vertx = Vertx.vertx();
  private final FakePlatform server = new FakePlatform(vertx);
  private TestFoundation app;
  private StudioSource research;

  @BeforeEach
  void lay() {
    lay("100000");
  }

  private void lay(String recordsPerDay) {
    app =
        TestFoundation.lay(
            clock,
            Map.of(
                "TIDEMARK_TIKTOK_SOURCE", "research",
                "TIDEMARK_TIKTOK_BASE_URL", server.url(),
                "TIDEMARK_TIKTOK_CLIENT_KEY", "key",
                "TIDEMARK_TIKTOK_CLIENT_SECRET", "hunter2",
                "TIDEMARK_TIKTOK_RESEARCH_RECORDS_PER_DAY", recordsPerDay));
    research = StudioSources.tiktok(app.app(), StudioSources.client(app.app()), new MemoryTokens());
  }

  @AfterEach
  void close() {
    app.close();
    server.close();
    await(vertx.close());
  }

  /** Gives our app a token, and answers each query with this status and body. */
  private void queries(int status, Function<JsonObject, String> answer) {
    server.answers =
        (visit, request) -> {
          if (visit.uri().startsWith("/v2/oauth")) {
            request.response().end("{\"access_token\":\"clt.secret\",\"expires_in\":7200}");
          } else {
            request
                .response()
                .setStatusCode(status)
                .end(answer.apply(new JsonObject(visit.body())));
          }
        };
  }

  private static PostRef post(int id, String externalId, String day) {
    return new PostRef(id, externalId, "VIDEO", Instant.parse(day + "T00:00:00Z"));
  }

  private CallOutcome<Map<Long, PostOutcome<Metrics>>> read(PostRef... posts) {
    return await(research.read(ACCOUNT, List.of(posts)));
  }

  private Map<Long, PostOutcome<Metrics>> answered(PostRef... posts) {
    var outcome = read(posts);
    assertThat(outcome).isInstanceOf(CallOutcome.Answered.class);
    return ((CallOutcome.Answered<Map<Long, PostOutcome<Metrics>>>) outcome).content();
  }

  private static Metrics reading(PostOutcome<Metrics> outcome) {
    assertThat(outcome).isInstanceOf(PostOutcome.Present.class);
    return ((PostOutcome.Present<Metrics>) outcome).counters();
  }

  @Test
  void idsOf64BitsAndFavouritesAreReadUnderEitherName() {
    queries(
        500, // with a valid body, as it happens
        query ->
            """
            {"data":{"videos":[
              {"id":7702874395068494965,"view_count":9,"favourites_count":3},
              {"video_id":7702874395068494966,"like_count":2,"favorites_count":4}],
             "has_more":false},\
            """
                + OK);

    var outcomes =
        answered(
            post(1, "7702874395068494965", "2026-11-01"),
            post(2, "7702874395068494966", "2026-11-02"),
            post(3, "7702874395068494967", "2026-11-03"));

    assertThat(reading(outcomes.get(1L)).count(Metric.SAVES)).isEqualTo(3);
    assertThat(reading(outcomes.get(1L)).raw().getValue("id")).isEqualTo(7702874395068494965L);
    assertThat(reading(outcomes.get(2L)).count(Metric.SAVES)).isEqualTo(4);
    assertThat(outcomes.get(3L)).isInstanceOf(PostOutcome.Absent.class);
  }

  @Test
  void whatIsThereTwiceOrWasNotAskedForOnAnyPage() {
    queries(
        200,
        query ->
            query.getInteger("cursor") == 0
                ? """
                {"data":{"videos":[
                  {"id":7702874395068494965,"view_count":900,"like_count":90},
                  {"id":7702874395068494966,"view_count":900,"like_count":90}],
                 "has_more":true,"cursor":100},\
                """
                    + OK
                : """
                {"data":{"videos":[
                  {"id":7702874395068494965,"view_count":880,"like_count":89},
                  {"id":7702874395068494966,"view_count":880,"like_count":91},
                  {"id":7702874395068490000,"view_count":1}],
                 "has_more":false},\
                """
                    + OK);

    var outcomes =
        answered(
            post(1, "7702874395068494965", "2026-11-01"),
            post(2, "7702874395068494966", "2026-11-01"),
            post(3, "7702874395068494967", "2026-11-01"));

    assertThat(reading(outcomes.get(1L)).count(Metric.VIEWS)).isEqualTo(900);
    assertThat(reading(outcomes.get(1L)).doubt()).isEmpty();
    assertThat(reading(outcomes.get(2L)).count(Metric.LIKES)).isEqualTo(91);
    assertThat(reading(outcomes.get(2L)).doubt()).isNotEmpty();
    assertThat(outcomes.get(3L)).isInstanceOf(PostOutcome.Unknown.class);
  }

  @Test
  void aQueryShrinksToWhatIsLeftOfTheDay() {
    app.close();
    lay("2");
    queries(
        200,
        query ->
            "{\"data\":{\"videos\":[{\"id\":1,\"view_count\":9},{\"id\":2,\"view_count\":9}],"
                + "\"has_more\":false},"
                + OK);

    var outcomes =
        answered(
            post(1, "1", "2026-11-01"), post(2, "2", "2026-11-02"), post(3, "3", "2026-11-03"));

    assertThat(outcomes.get(1L)).isInstanceOf(PostOutcome.Present.class);
    assertThat(outcomes.get(2L)).isInstanceOf(PostOutcome.Present.class);
    assertThat(outcomes.get(3L)).isInstanceOf(PostOutcome.Unknown.class);
    assertThat(server.seen).hasSize(2); // a token, and one query
  }

  @Test
  void queriesSpanThirtyDaysAtMost() {
    queries(200, query -> "{\"data\":{\"videos\":[],\"has_more\":false}," + OK);

    answered(post(1, "1", "2026-11-01"), post(2, "2", "2026-09-01"), post(3, "3", "2026-11-28"));

    assertThat(server.seen).hasSize(3);
    JsonObject second = new JsonObject(server.seen.get(2).body());
    assertThat(second.getString("start_date")).isEqualTo("20261031");
    assertThat(second.getString("end_date")).isEqualTo("20261129");
    assertThat(new JsonObject(server.seen.get(1).body()).getString("start_date"))
        .isEqualTo("20260831");
  }

  @Test
  void pagesGoOnWithTheSearchIdEvenWhenOneIsEmpty() {
    queries(
        200,
        query ->
            query.getLong("cursor") == 0
                ? "{\"data\":{\"videos\":[],\"has_more\":true,\"cursor\":100,\"search_id\":\"72\"},"
                    + OK
                : "{\"data\":{\"videos\":[{\"id\":1,\"view_count\":5}],\"has_more\":false}," + OK);

    assertThat(reading(answered(post(1, "1", "2026-11-01")).get(1L)).count(Metric.VIEWS))
        .isEqualTo(5);
    assertThat(new JsonObject(server.seen.get(2).body()).getString("search_id")).isEqualTo("72");
  }

  @Test
  void aCursorThatRepeatsEndsAndMakesNobodyAbsent() {
    queries(
        200,
        query ->
            "{\"data\":{\"videos\":[],\"has_more\":true,\"cursor\":0,\"search_id\":\"7\"}," + OK);

    assertThat(answered(post(1, "1", "2026-11-01")).get(1L))
        .isInstanceOf(PostOutcome.Unknown.class);
    assertThat(server.seen).hasSize(2);
  }

  @Test
  void aPageThatFailsLeavesWhatCameBefore() {
    queries(
        200,
        query ->
            query.getLong("cursor") == 0
                ? "{\"data\":{\"videos\":[{\"id\":1,\"view_count\":5}],\"has_more\":true,"
                    + "\"cursor\":100,\"search_id\":\"7\"},"
                    + OK
                : FakeTikTok.error("invalid_params", "Invalid count or cursor"));

    var outcomes = answered(post(1, "1", "2026-11-01"), post(2, "2", "2026-11-01"));

    assertThat(reading(outcomes.get(1L)).count(Metric.VIEWS)).isEqualTo(5);
    assertThat(outcomes.get(2L)).isInstanceOf(PostOutcome.Unknown.class);
  }

  @Test
  void aUsedUpDayEndsAtMidnightAndABurstDoesNotLastSoLong() {
    queries(429, query -> FakeTikTok.error("rate_limit_exceeded", "slow down"));
    assertThat(read(post(1, "1", "2026-11-01")))
        .isInstanceOfSatisfying(
            CallOutcome.Throttled.class,
            it -> assertThat(it.until()).isEqualTo(NOON.plus(Duration.ofMinutes(15))));

    clock.advance(Duration.ofMinutes(15));
    queries(429, query -> FakeTikTok.error("daily_quota_limit_exceeded", "enough"));
    assertThat(read(post(1, "1", "2026-11-01")))
        .isInstanceOfSatisfying(
            CallOutcome.Exhausted.class,
            it -> assertThat(it.until()).isEqualTo(Instant.parse("2026-11-21T00:00:00Z")));
  }

  @Test
  void aTokenOfOurAppThatEndedEndsNoAccount() {
    queries(401, query -> FakeTikTok.error("access_token_invalid", "clt.secret"));

    assertThat(read(post(1, "1", "2026-11-01"))).isInstanceOf(CallOutcome.Transient.class);

    queries(200, query -> "{\"data\":{\"videos\":[],\"has_more\":false}," + OK);
    answered(post(1, "1", "2026-11-01"));
    assertThat(server.seen).hasSize(4); // a new token first
  }
}
