package io.tidemark.studio.facebook;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.studio.FakePlatform.error;
import static io.tidemark.studio.FakePlatform.insights;
import static io.tidemark.studio.graph.GraphWorld.NOON;
import static io.tidemark.studio.graph.GraphWorld.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.graph.GraphWorld;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class FacebookTest {

  private static GraphWorld world;

  private Account account;
  private StudioSource facebook;

  @BeforeAll
  static void lay() {
    world = new GraphWorld(Map.of("TIDEMARK_FACEBOOK_INSIGHTS_EVERY", "24h"));
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @BeforeEach
  void begin() {
    world.begin();
    account = world.account();
    facebook = world.facebook();
  }

  private static PostRef post(int id, String mediaType) {
    return new PostRef(id, "1_" + id, mediaType, NOON.minusSeconds(3_600));
  }

  private static JsonObject node(String url) {
    return url.contains("/insights")
        ? insights(url, 9)
        : new JsonObject(
            """
            {"id": "1_1", "shares": {"count": 5},
             "comments": {"data": [], "summary": {"order": "chronological", "total_count": 23}},
             "reactions": {"data": [], "summary": {"total_count": 157}}}\
            """);
  }

  private Map<Long, PostOutcome<Metrics>> answered(PostRef... posts) {
    return GraphWorld.answered(await(facebook.read(account, List.of(posts))));
  }

  @Test
  void countersComeFromThePostAndViewsFromItsInsights() {
    world.graph.sayParts(FacebookTest::node);

    Metrics metrics = reading(answered(post(1, "VIDEO"), post(2, "VIDEO")).get(1L));

    assertThat(metrics)
        .usingRecursiveComparison()
        .ignoringFields("raw")
        .isEqualTo(
            new Metrics(
                Map.of(
                    Metric.VIEWS, 9L,
                    Metric.REACH, 9L,
                    Metric.LIKES, 157L,
                    Metric.COMMENTS, 23L,
                    Metric.SHARES, 5L,
                    Metric.CLICKS, 9L),
                new JsonObject()));
    assertThat(metrics.raw().getJsonObject("insights").getJsonArray("data")).hasSize(4);
    assertThat(world.graph.seen).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"VIDEO, 0", "STATUS, 0", "IMAGE, ", "PHOTO, ", ", "})
  void sharesThatAreLeftOutAreNoneWhereTheyCanBeShared(String mediaType, Long expected) {
    world.graph.sayParts(
        url -> {
          JsonObject node = node(url);
          node.remove("shares");
          return node;
        });

    assertThat(reading(answered(post(1, mediaType)).get(1L)).count(Metric.SHARES))
        .isEqualTo(expected);
  }

  @Test
  void aSmallPageHasCountersWithoutInsights() {
    world.graph.sayParts(
        url ->
            url.contains("/insights") ? new JsonObject().put("data", new JsonArray()) : node(url));

    Metrics metrics = reading(answered(post(1, "VIDEO")).get(1L));

    assertThat(metrics.count(Metric.LIKES)).isEqualTo(157);
    assertThat(metrics.count(Metric.VIEWS)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 200, 4, 2, 190})
  void insightsThatFailTakeNothingFromTheCounters(int code) {
    world.graph.sayParts(url -> url.contains("/insights") ? error(code, 0, "said") : node(url));

    var outcomes = answered(post(1, "VIDEO"), post(2, "VIDEO"));

    assertThat(reading(outcomes.get(1L)).count(Metric.LIKES)).isEqualTo(157);
    assertThat(reading(outcomes.get(2L)).count(Metric.VIEWS)).isNull();
  }

  @Test
  void aMetricThatWasRemovedIsFoundAndNotAskedForAgain() {
    world.graph.sayParts(
        url ->
            url.contains("post_clicks")
                ? error(100, 0, "(#100) The value must be a valid insights metric")
                : node(url));

    Metrics metrics = reading(answered(post(1, "VIDEO"), post(2, "VIDEO")).get(2L));

    assertThat(metrics.count(Metric.VIEWS)).isEqualTo(9);
    assertThat(metrics.count(Metric.CLICKS)).isNull();
    world.graph.seen.clear();
    answered(post(3, "VIDEO"));
    assertThat(world.graph.seen).hasSize(2);
    assertThat(world.graph.seen.get(1).parts().get(0)).doesNotContain("post_clicks");
  }

  @Test
  void insightsAreAskedForAsOftenAsIsSet() {
    world.graph.sayParts(FacebookTest::node);
    answered(post(1, "VIDEO"));

    world.clock.advance(Duration.ofHours(23));
    assertThat(reading(answered(post(1, "VIDEO")).get(1L)).count(Metric.VIEWS)).isNull();
    assertThat(world.graph.seen).hasSize(3);

    world.clock.advance(Duration.ofHours(1));
    assertThat(reading(answered(post(1, "VIDEO")).get(1L)).count(Metric.VIEWS)).isEqualTo(9);
    assertThat(world.graph.seen).hasSize(5);
  }

  @Test
  void whatIsGoneOrNotSaidIsOfThePostAlone() {
    world.graph.sayParts(
        url ->
            url.contains("1_2")
                ? error(100, 33, "Unsupported get request.")
                : url.contains("1_3") ? null : node(url));

    var outcomes = answered(post(1, "VIDEO"), post(2, "VIDEO"), post(3, "VIDEO"));

    reading(outcomes.get(1L));
    assertThat(outcomes.get(2L)).isInstanceOf(PostOutcome.NotVisible.class);
    assertThat(outcomes.get(3L)).isInstanceOf(PostOutcome.Unknown.class);
  }

  @Test
  void anAccountWhosePermissionIsGoneIsDead() {
    world.graph.sayParts(
        url ->
            error(
                100,
                0,
                "(#100) Object does not exist, cannot be loaded due to missing permission. This"
                    + " endpoint requires the 'pages_read_engagement' permission"));

    assertThat(await(facebook.read(account, List.of(post(1, "VIDEO"), post(2, "VIDEO")))))
        .isInstanceOf(CallOutcome.AuthDead.class);
  }
}
