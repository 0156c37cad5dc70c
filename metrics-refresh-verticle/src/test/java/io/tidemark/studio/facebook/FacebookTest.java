package io.tidemark.studio.facebook;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.studio.FakePlatform.error;
import static io.tidemark.studio.FakePlatform.insights;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.studio.FakePlatform;
import io.tidemark.studio.StudioSources;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.studio.platforms.StudioSource.Asked;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FacebookTest {

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private static final SettableClock clock = new SettableClock(NOON);
  private static final Vertx vertx = Vertx.vertx();
  private static FakePlatform graph;
  private static TestFoundation foundation;
  private static int accounts;

  private final Account account = new Account(++accounts, "acme", "1", "EAAF-secret-" + accounts);
  private StudioSource facebook;

  @BeforeAll
  static void lay() {
    graph = new FakePlatform(vertx);
    foundation =
        TestFoundation.lay(
            clock,
            Map.of(
                "TIDEMARK_FACEBOOK_BASE_URL", graph.url(),
                "TIDEMARK_FACEBOOK_INSIGHTS_EVERY", "24h",
                "TIDEMARK_UPSTREAM_RETRY_DELAY", "1ms"));
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
    facebook =
        StudioSources.facebook(
            foundation.foundation(), StudioSources.client(foundation.foundation()));
  }

  private static Asked post(int id, String mediaType) {
    return new Asked(id, "1_" + id, mediaType, NOON.minusSeconds(3_600));
  }

  private static JsonObject node(String url) {
    return url.contains("/insights")
        ? insights(url, 9)
        : new JsonObject(
            """
            {"id": "1_1", "shares": {"count": 5},
             "comments": {"data": [], "summary": {"order": "chronological", "total_count": 23}},
             "reactions": {"data": [], "summary": {"total_count": 157}}}""");
  }

  private Map<Long, PostOutcome<Metrics>> answered(Asked... posts) {
    var outcome = await(facebook.read(account, List.of(posts)));
    assertThat(outcome).isInstanceOf(CallOutcome.Answered.class);
    return ((CallOutcome.Answered<Map<Long, PostOutcome<Metrics>>>) outcome).content();
  }

  private static Metrics reading(PostOutcome<Metrics> outcome) {
    assertThat(outcome).isInstanceOf(PostOutcome.Present.class);
    return ((PostOutcome.Present<Metrics>) outcome).reading();
  }

  @Test
  void countersComeFromThePostAndViewsFromItsInsights() {
    graph.sayParts(FacebookTest::node);

    Metrics metrics = reading(answered(post(1, "VIDEO"), post(2, "VIDEO")).get(1L));

    assertThat(metrics)
        .usingRecursiveComparison()
        .ignoringFields("raw")
        .isEqualTo(new Metrics(9L, 9L, 157L, 23L, 5L, null, 9L, null, new JsonObject()));
    assertThat(metrics.raw().getJsonObject("insights").getJsonArray("data")).hasSize(4);
    assertThat(graph.seen).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"VIDEO, 0", "STATUS, 0", "IMAGE, ", "PHOTO, ", ", "})
  void sharesThatAreLeftOutAreNoneWhereTheyCanBeShared(String mediaType, Long expected) {
    graph.sayParts(
        url -> {
          JsonObject node = node(url);
          node.remove("shares");
          return node;
        });

    assertThat(reading(answered(post(1, mediaType)).get(1L)).shares()).isEqualTo(expected);
  }

  @Test
  void aSmallPageHasCountersWithoutInsights() {
    graph.sayParts(
        url ->
            url.contains("/insights") ? new JsonObject().put("data", new JsonArray()) : node(url));

    Metrics metrics = reading(answered(post(1, "VIDEO")).get(1L));

    assertThat(metrics.likes()).isEqualTo(157);
    assertThat(metrics.views()).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 200, 4, 2, 190})
  void insightsThatFailTakeNothingFromTheCounters(int code) {
    graph.sayParts(url -> url.contains("/insights") ? error(code, 0, "said") : node(url));

    var outcomes = answered(post(1, "VIDEO"), post(2, "VIDEO"));

    assertThat(reading(outcomes.get(1L)).likes()).isEqualTo(157);
    assertThat(reading(outcomes.get(2L)).views()).isNull();
  }

  @Test
  void aMetricThatWasRemovedIsFoundAndNotAskedForAgain() {
    graph.sayParts(
        url ->
            url.contains("post_clicks")
                ? error(100, 0, "(#100) The value must be a valid insights metric")
                : node(url));

    Metrics metrics = reading(answered(post(1, "VIDEO"), post(2, "VIDEO")).get(2L));

    assertThat(metrics.views()).isEqualTo(9);
    assertThat(metrics.clicks()).isNull();
    graph.seen.clear();
    answered(post(3, "VIDEO"));
    assertThat(graph.seen).hasSize(2);
    assertThat(graph.seen.get(1).parts().get(0)).doesNotContain("post_clicks");
  }

  @Test
  void insightsAreAskedForAsOftenAsIsSet() {
    graph.sayParts(FacebookTest::node);
    answered(post(1, "VIDEO"));

    clock.advance(Duration.ofHours(23));
    assertThat(reading(answered(post(1, "VIDEO")).get(1L)).views()).isNull();
    assertThat(graph.seen).hasSize(3);

    clock.advance(Duration.ofHours(1));
    assertThat(reading(answered(post(1, "VIDEO")).get(1L)).views()).isEqualTo(9);
    assertThat(graph.seen).hasSize(5);
  }

  @Test
  void whatIsGoneOrNotSaidIsOfThePostAlone() {
    graph.sayParts(
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
    graph.sayParts(
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
