package io.tidemark.studio.graph;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.studio.FakePlatform.error;
import static io.tidemark.studio.FakePlatform.insights;
import static io.tidemark.studio.graph.GraphWorld.NOON;
import static io.tidemark.studio.graph.GraphWorld.answered;
import static io.tidemark.studio.graph.GraphWorld.posts;
import static io.tidemark.studio.graph.GraphWorld.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is bad is kept at its size: a metric, a post, a key, a batch; on both Graph platforms. */
@Tag("server")
class GraphKindsTest {

  private static final String REFUSES =
      "(#100) The Media Insights API does not support the views metric for this media product"
          + " type.";

  private static GraphWorld world;

  private Account account;

  @BeforeAll
  static void lay() {
    world =
        new GraphWorld(
            Map.of("TIDEMARK_FACEBOOK_APP_ID", "7", "TIDEMARK_FACEBOOK_APP_SECRET", "hush"));
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @BeforeEach
  void begin() {
    world.begin();
    account = world.account();
  }

  private StudioSource source(String platform) {
    return platform.equals("instagram") ? world.instagram() : world.facebook();
  }

  private static JsonObject node(String url) {
    return url.contains("insights?metric=")
        ? insights(url, 9)
        : new JsonObject(
            """
            {"id": "1", "shares": {"count": 5},
             "comments": {"summary": {"total_count": 2}},
             "reactions": {"summary": {"total_count": 7}}}\
            """);
  }

  private Map<Long, PostOutcome<Metrics>> read(StudioSource source, List<PostRef> posts) {
    return answered(await(source.read(account, posts)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"instagram", "facebook"})
  void aNulInAKeyOrAValueIsDropped(String platform) {
    world.graph.sayParts(
        url ->
            node(url)
                .put("a\0", 1)
                .put("b", new JsonObject().put("\0c\0", "d\0e").put("half", "\ud83d")));

    Metrics metrics = reading(read(source(platform), posts(1, "VIDEO")).get(1L));

    assertThat(metrics.raw().encode()).doesNotContain("\\u0000").doesNotContain("\ud83d");
    world.app.sql("select '%s'::jsonb".formatted(metrics.raw().encode().replace("'", "''")));
  }

  @ParameterizedTest
  @CsvSource({
    "instagram, ads_insights, true",
    "instagram, pages, true",
    "instagram, instagram, false",
    "facebook, instagram, true",
    "facebook, ads_insights, true",
    "facebook, pages, false"
  })
  void whatOtherUsesOfTheBusinessHaveUsedIsNotOurs(String platform, String type, boolean goesOn) {
    StudioSource source = source(platform);
    world.graph.sayParts(GraphKindsTest::node);
    var parts = world.graph.answers;
    world.graph.answers =
        (visit, request) -> {
          request
              .response()
              .putHeader(
                  "x-business-use-case-usage",
                  ("{\"178\":[{\"type\":\"%s\",\"call_count\":100,\"total_cputime\":100,"
                          + "\"total_time\":100,\"estimated_time_to_regain_access\":45}]}")
                      .formatted(type));
          parts.accept(visit, request);
        };

    read(source, posts(1, "VIDEO"));

    assertThat(await(source.read(account, posts(1, "VIDEO"))))
        .isInstanceOf(goesOn ? CallOutcome.Answered.class : CallOutcome.NotSent.class);
  }

  @ParameterizedTest
  @CsvSource({"instagram, 20", "instagram, 1", "facebook, 20", "facebook, 7"})
  void aBatchThatIsTooMuchShrinksToASizeThatWorksWhichIsRemembered(String platform, int most) {
    StudioSource source = source(platform);
    world.graph.sayParts(GraphKindsTest::node);
    var parts = world.graph.answers;
    world.graph.answers =
        (visit, request) -> {
          if (visit.parts().size() > most) {
            request
                .response()
                .setStatusCode(500)
                .end(
                    error(
                            1,
                            0,
                            "Please reduce the amount of data you're asking for, then retry your"
                                + " request")
                        .encode());
          } else {
            parts.accept(visit, request);
          }
        };

    assertThat(read(source, posts(50, "VIDEO")).values())
        .hasSize(50)
        .allMatch(outcome -> outcome instanceof PostOutcome.Present);
    world.graph.seen.clear();
    read(source, posts(50, "VIDEO"));
    assertThat(world.graph.seen).allMatch(visit -> visit.parts().size() <= most);

    world.clock.advance(Duration.ofDays(2));
    world.graph.seen.clear();
    world.graph.answers = parts;
    read(source, posts(50, "VIDEO"));
    assertThat(world.graph.seen.getFirst().parts()).hasSize(50);
  }

  @Test
  void oddMediaCostOthersOfTheirTypeNothingWhateverBatchTheyAreIn() {
    StudioSource instagram = world.instagram();
    world.graph.sayParts(
        url -> url.matches(".*/1790[123]/.*views.*") ? error(100, 0, REFUSES) : insights(url, 7));
    List<PostRef> reels = posts(10, "REELS");

    for (int run = 0; run < 2; run++) {
      for (int from = 0; from < 10; from += 2) {
        Map<Long, PostOutcome<Metrics>> outcomes = read(instagram, reels.subList(from, from + 2));
        outcomes.forEach(
            (post, outcome) ->
                assertThat(reading(outcome).count(Metric.VIEWS))
                    .isEqualTo(post <= 3 ? null : Long.valueOf(7)));
      }
      world.clock.advance(Duration.ofHours(6));
      instagram = world.instagram();
    }
  }

  @Test
  void aMetricThatItsTypeLostIsFoundAgainWithinADayOrTwo() {
    StudioSource instagram = world.instagram();
    world.graph.sayParts(url -> url.contains("views") ? error(100, 0, REFUSES) : insights(url, 7));
    read(instagram, posts(6, "REELS"));
    assertThat(
            world.app.sql(
                "select metric from studio_capabilities where subject like 'account:%:REELS'"))
        .hasSize(1);
    var fresh = new PostRef(9, "17909", "REELS", NOON);
    world.graph.sayParts(url -> insights(url, 7));
    assertThat(reading(read(instagram, List.of(fresh)).get(9L)).count(Metric.VIEWS)).isNull();

    world.clock.advance(Duration.ofDays(1));
    assertThat(reading(read(instagram, List.of(fresh)).get(9L)).count(Metric.VIEWS)).isEqualTo(7);
    var other = new PostRef(10, "17910", "REELS", NOON);
    assertThat(reading(read(instagram, List.of(other)).get(10L)).count(Metric.VIEWS)).isEqualTo(7);
  }

  /** Posts that are refused views, of accounts of workspaces, and whether that is their type's. */
  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(List.of("acme"), 10, false),
        arguments(List.of("acme", "acme"), 10, false),
        arguments(List.of("acme", "globex"), 1, false),
        arguments(List.of("acme", "globex"), 2, true),
        arguments(List.of("acme", "globex", "initech"), 5, true));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aTypeLosesAMetricOnlyWhenSeveralWorkspacesAreRefusedIt(
      List<String> workspaces, int posts, boolean ofType) {
    world.graph.sayParts(url -> url.contains("views") ? error(100, 0, REFUSES) : insights(url, 7));
    int from = 0;
    for (String workspace : workspaces) {
      Account one = world.account();
      world.stored(one, workspace);
      from += posts;
      var asked = new ArrayList<PostRef>();
      for (int i = from; i < from + posts; i++) {
        asked.add(new PostRef(i, "1800" + i, "REELS", NOON.minusSeconds(3_600)));
      }
      answered(await(world.instagram().read(one, asked)));
    }
    Account bystander = world.account();
    world.stored(bystander, "bystander");
    world.graph.sayParts(url -> insights(url, 7));

    var fresh = new PostRef(1, "17909", "REELS", NOON);
    Metrics read =
        reading(answered(await(world.instagram().read(bystander, List.of(fresh)))).get(1L));

    assertThat(read.count(Metric.VIEWS)).isEqualTo(ofType ? null : Long.valueOf(7));
    assertThat(world.app.sql("select metric from studio_capabilities where subject = 'REELS'"))
        .hasSize(ofType ? 1 : 0);
  }

  @Test
  void aReelIsReadWithoutTheFieldItLacksByItsOwnInsights() {
    StudioSource facebook = world.facebook();
    world.graph.sayParts(
        url -> {
          if (url.contains("/insights?")) {
            return error(100, 0, "(#100) Tried accessing nonexisting field (insights)");
          }
          if (url.contains("/video_insights?")) {
            return new JsonObject(
                """
                {"data": [
                  {"name": "blue_reels_play_count", "period": "lifetime",
                   "values": [{"value": 900}]},
                  {"name": "post_video_likes_by_reaction_type", "period": "lifetime",
                   "values": [{"value": {"REACTION_LIKE": 5, "REACTION_LOVE": 2}}]}]}\
                """);
          }
          return url.contains("shares")
              ? error(
                  100, 0, "(#100) Tried accessing nonexisting field (shares) on node type (Video)")
              : new JsonObject(
                  "{\"id\": \"1\", \"comments\": {\"summary\": {\"total_count\": 2}}}");
        });

    Metrics metrics = reading(read(facebook, posts(1, "REELS")).get(1L));

    assertThat(metrics.count(Metric.VIEWS)).isEqualTo(900);
    assertThat(metrics.count(Metric.LIKES)).isEqualTo(7);
    assertThat(metrics.count(Metric.COMMENTS)).isEqualTo(2);
    assertThat(metrics.count(Metric.SHARES)).as("what was not asked for is not 0").isNull();
    assertThat(metrics.lacking()).isEmpty();
    world.graph.seen.clear();
    Metrics again = reading(read(world.facebook(), posts(1, "REELS")).get(1L));
    assertThat(again.count(Metric.VIEWS)).isEqualTo(900);
    assertThat(again.count(Metric.SHARES)).isNull();
    assertThat(world.graph.seen).hasSize(2); // what it lacks is remembered
  }

  @Test
  void ofSeveralPeriodsTheLifetimeCountsAndOfASeriesTheNewest() {
    var data =
        new JsonArray(
            """
            [{"name": "post_clicks", "period": "day", "values": [{"value": 3}]},
             {"name": "post_clicks", "period": "lifetime", "values": [{"value": 57}]},
             {"name": "post_media_view", "period": "lifetime"},
             {"name": "reach", "period": "day", "values": [
               {"value": 4, "end_time": "2026-11-02T08:00:00+0000"},
               {"value": 9, "end_time": "2026-11-03T08:00:00+0000"},
               {"value": 1, "end_time": "2026-11-01T08:00:00+0000"}]}]\
            """);
    world.graph.sayParts(
        url -> url.contains("/insights") ? new JsonObject().put("data", data) : node(url));

    Metrics metrics = reading(read(world.facebook(), posts(1, "VIDEO")).get(1L));

    assertThat(metrics.count(Metric.CLICKS)).isEqualTo(57);
    assertThat(metrics.count(Metric.VIEWS)).isNull();
    var values = new InsightValues(List.of(Answers.json(data.getJsonObject(3).encode())));
    assertThat(values.count("reach")).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "57 | 3 | 57",
        "3 | 57 | 57",
        "'1.1K' | 57 | 57",
        "57 | -1 | 57",
      })
  void ofAMetricThatIsThereTwiceTheHigherValueHolds(String one, String other, long read) {
    var values = new InsightValues(List.of(metric("reach", one), metric("reach", other)));

    assertThat(values.count("reach")).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'A':5,'B':2} | 7",
        "{'A':5,'B':null} | 5",
        "{} | 0",
        "{'A':5,'B':-1} |",
        "{'A':5,'B':'1.1K'} |",
        "{'A':5,'B':1.5} |",
        "7 |",
      })
  void aSumWithAnOddAddendIsNotKnown(String value, Long sum) {
    var values = new InsightValues(List.of(metric("reactions", value.replace('\'', '"'))));

    assertThat(values.sum("reactions")).isEqualTo(sum);
  }

  private static JsonNode metric(String name, String value) {
    boolean isText = value.matches("[0-9.]+K");
    return Answers.json(
        "{\"name\":\"%s\",\"period\":\"lifetime\",\"values\":[{\"value\":%s}]}"
            .formatted(name, isText ? "\"" + value + "\"" : value));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 190, 102, 200})
  void oneRefusedResourceIsNotTheAccounts(int code) {
    world.graph.sayParts(url -> url.contains("17901") ? error(code, 0, "said") : node(url));
    for (String platform : List.of("instagram", "facebook")) {
      var outcomes = read(source(platform), posts(3, "VIDEO"));
      assertThat(outcomes.get(1L)).isNotInstanceOf(PostOutcome.Present.class);
      reading(outcomes.get(2L));
    }
  }

  @Test
  void insightsThatFailAreNamedAsLacking() {
    world.graph.sayParts(
        url -> url.contains("/insights") ? error(2, 0, "Service unavailable") : node(url));

    Metrics metrics = reading(read(world.facebook(), posts(1, "VIDEO")).get(1L));

    assertThat(metrics.lacking()).contains("views").contains("Service unavailable");
  }

  @Test
  void aTokenOfFacebookLoginIsExchangedAndTheSecretIsNotTold() {
    world.tokens.with(
        account.id(), new Tokens("EAAG-secret-x", NOON.plus(Duration.ofDays(9)), null, null));
    world.graph.sayParts(url -> insights(url, 7));
    var parts = world.graph.answers;
    world.graph.answers =
        (visit, request) -> {
          if (visit.uri().startsWith("/oauth/access_token?grant_type=fb_exchange_token")) {
            request.response().end("{\"access_token\":\"EAAG-secret-y\",\"expires_in\":5184000}");
          } else {
            parts.accept(visit, request);
          }
        };

    read(world.instagram(), posts(1, "IMAGE"));

    assertThat(world.graph.seen.getFirst().uri()).contains("client_id=7").contains("EAAG-secret-x");
    assertThat(world.tokens.stored.get(account.id()).access()).isEqualTo("EAAG-secret-y");
  }
}
