package io.tidemark.gateway.reads;

import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.TrackedGateway;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the console shows beside curves and counts. */
@Tag("server")
class FiguresTest {

  private final TrackedGateway gateway = TrackedGateway.begin(Map.of());
  private final GatewayWorld world = gateway.world;

  @AfterEach
  void end() {
    gateway.close();
  }

  private JsonObject stats() {
    return world.admin("readZoneStats", "brand").send().ok();
  }

  @Test
  void aZoneSaysItsReadingsOfTheMonthTheirPriceAndItsRefreshes() {
    world.zone("brand");
    var tweet = world.tracker.post(growing(10));
    world.deliver("brand", List.of(tweet, world.tracker.post(dead())));
    assertThat(stats().getLong("readings_this_month")).isZero();
    assertThat(stats().getJsonObject("refreshes").getInteger("used")).isZero();

    world.hourPasses();
    world.clock.advance(Duration.ofMinutes(10));
    world.admin("refreshTweet", tweet.id()).send().ok();

    JsonObject stats = stats();
    assertThat(stats.getLong("readings_this_month")).isEqualTo(3);
    assertThat(stats.getDouble("cost_usd_this_month")).isCloseTo(3 * 0.00015, within(1e-9));
    JsonObject refreshes = stats.getJsonObject("refreshes");
    assertThat(refreshes.getInteger("limit")).isEqualTo(60);
    assertThat(refreshes.getInteger("used")).isEqualTo(1);
    assertThat(refreshes.getInteger("resets_in_seconds")).isBetween(3_500, 3_600);
  }

  @Test
  void eachRoundSaysWhyTheTweetWentOnOrStopped() {
    world.zone("brand");
    var grows = world.tracker.post(growing(10));
    var still = world.tracker.post(dead());
    world.deliver("brand", List.of(grows, still));
    world.hourPasses();

    assertThat(decisions(grows.id())).containsExactly("delta_positive");
    assertThat(decisions(still.id())).containsExactly("no_change_below_threshold");
  }

  private List<String> decisions(String tweet) {
    return world.admin("readCurve", tweet).send().list("points").stream()
        .map(point -> point.getString("decision"))
        .toList();
  }

  @Test
  void eachCounterOfATweetSaysWhenItWasRead() {
    world.zone("brand");
    var tweet = world.tracker.post(growing(10));
    world.deliver("brand", List.of(tweet));
    world.hourPasses();
    world.tracker.simulator.change(s -> s.nullCounters(true));
    world.hourPasses();

    JsonObject curve = world.admin("readCurve", tweet.id()).send().ok();
    List<JsonObject> lists =
        List.of(
            curve.getJsonObject("tweet"),
            world.admin("listZoneTweets", "brand").send().list("tweets").getFirst(),
            world.admin("readHighVelocity", "brand").send().list("tweets").getFirst());
    for (JsonObject shown : lists) {
      assertThat(shown.getLong("view_count")).isEqualTo(1_000);
      assertThat(shown.getLong("like_count")).isEqualTo(20);
      assertThat(shown.getString("captured_at")).isEqualTo("2026-11-02T12:00:00Z");
      JsonObject times = shown.getJsonObject("captured_at_by_counter");
      assertThat(times.getString("view_count")).isEqualTo("2026-11-02T11:00:00Z");
      assertThat(times.getString("bookmark_count")).isEqualTo("2026-11-02T11:00:00Z");
      assertThat(times.getString("like_count")).isEqualTo("2026-11-02T12:00:00Z");
    }
    world.clock.advance(Duration.ofMinutes(10));

    JsonObject read =
        world.admin("refreshTweet", tweet.id()).send().ok().getJsonObject("newMetrics");

    assertThat(read.getLong("view_count")).isEqualTo(1_000);
    assertThat(read.getJsonObject("captured_at_by_counter").getString("view_count"))
        .isEqualTo("2026-11-02T11:00:00Z");
    assertThat(read.getJsonObject("captured_at_by_counter").getString("like_count"))
        .isEqualTo("2026-11-02T12:10:00Z");
  }

  @Test
  void deliveriesThatAReplayCouldNotTakeAreShownAndTriedAgain() {
    world.zone("brand");
    world.webhook().send(world.tracker.body("late", world.tracker.post(1, dead())));
    world.stores.sql("update unrouted_deliveries set problem = 'it was not readable'");
    JsonObject shown = world.admin("listUnrouted").send().list("unrouted").getFirst();
    assertThat(shown.getString("rule_id")).isEqualTo("late");
    assertThat(shown.getLong("stuck")).isEqualTo(1);
    assertThat(shown.getString("problem")).isEqualTo("it was not readable");

    assertThat(world.admin("replayUnrouted", "late").send().problem(409, "conflict"))
        .contains("not mapped");
    world.map("late", "brand");
    var replay = world.admin("replayUnrouted", "late").send();

    assertThat(replay.status()).isEqualTo(202);
    assertThat(
            world.stores.number(
                "select count(*) from unrouted_deliveries where problem is not null"))
        .isZero();
  }

  @Test
  void whoMaySeeAllIsToldOfPodsAndCallsAndNobodyElse() {
    world.zone("brand");
    JsonObject all = world.admin("readOverview").send().ok();
    JsonObject own =
        world.api.call("readOverview").bearer(world.key(List.of("read"), "brand")).send().ok();

    assertThat(all.getJsonArray("pods")).hasSize(1);
    assertThat(all.getJsonArray("calls")).isNotNull();
    assertThat(own.fieldNames()).doesNotContain("pods", "calls");
  }
}
