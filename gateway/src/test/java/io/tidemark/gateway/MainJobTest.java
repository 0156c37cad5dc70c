package io.tidemark.gateway;

import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Tidemark is for, from the webhook to the curve, over HTTP only. */
@Tag("server")
class MainJobTest {

  private final GatewayWorld world = GatewayWorld.begin();
  private final SimulatedTweet slow = world.tracker.post(growing(10));
  private final SimulatedTweet fast = world.tracker.post(growing(40));
  private final SimulatedTweet dead = world.tracker.post(dead());

  @BeforeEach
  void deliver() {
    world.zone("brand");
    JsonObject answer = world.deliver("brand", List.of(slow, fast, dead));
    assertThat(answer.getInteger("created")).isEqualTo(3);
    assertThat(answer.getString("firstUpdateAt")).isEqualTo(hour(1));
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void beforeTheFirstPollTheCurveIsTheArrivalAlone() {
    Answer answer = world.admin("readCurve", slow.id()).send();

    JsonObject curve = answer.ok();
    assertThat(answer.list("points")).hasSize(1);
    JsonObject arrival = answer.list("points").getFirst();
    assertThat(arrival.getString("origin")).isEqualTo("arrival");
    assertThat(arrival.getString("snapshot_at")).isEqualTo(START.toString());
    assertThat(arrival.getLong("like_count")).isZero();
    assertThat(curve.getValue("engagement_velocity")).isNull();
    assertThat(curve.getString("captured_at")).isEqualTo(START.toString());
    assertThat(curve.getString("next_update_at")).isEqualTo(hour(1));
    assertThat(curve.getJsonObject("tracking").getInteger("update_count")).isZero();
  }

  @Test
  void everyPollAddsAPointWithItsVelocity() {
    world.hourPasses();
    world.hourPasses();

    Answer answer = world.admin("readCurve", fast.id()).send();

    JsonObject curve = answer.ok();
    assertThat(answer.list("points"))
        .extracting(
            point -> point.getString("origin"),
            point -> point.getInteger("round"),
            point -> point.getString("snapshot_at"),
            point -> point.getLong("like_count"),
            point -> point.getLong("delta_likes"),
            point -> point.getDouble("engagement_velocity"))
        .containsExactly(
            tuple("poll", 1, hour(1), 40L, 40L, 40.0), tuple("poll", 2, hour(2), 80L, 40L, 40.0));
    assertThat(curve.getDouble("engagement_velocity")).isEqualTo(40.0);
    assertThat(curve.getString("captured_at")).isEqualTo(hour(2));
    assertThat(curve.getString("next_update_at")).isEqualTo(hour(3));
    JsonObject tracking = curve.getJsonObject("tracking");
    assertThat(tracking.getInteger("update_count")).isEqualTo(2);
    assertThat(tracking.getString("tier")).isEqualTo("hot");
    assertThat(tracking.getString("last_decision")).isEqualTo("delta_positive");
    assertThat(tracking.getValue("stop_reason")).isNull();
    assertThat(curve.getJsonObject("tweet").getLong("total_engagement")).isEqualTo(80);
  }

  @Test
  void aStoppedTweetHasNoNextUpdateAndSaysWhy() {
    for (int hour = 1; hour <= 7; hour++) {
      world.hourPasses();
    }

    Answer alive = world.admin("readCurve", slow.id()).send();
    Answer still = world.admin("readCurve", dead.id()).send();

    assertThat(alive.list("points")).hasSize(6);
    assertStopped(alive.ok(), "age_limit", hour(6));
    assertThat(still.list("points")).hasSize(1);
    assertStopped(still.ok(), "no_change_below_threshold", hour(1));
  }

  private static void assertStopped(JsonObject curve, String reason, String at) {
    assertThat(curve.containsKey("next_update_at")).isTrue();
    assertThat(curve.getValue("next_update_at")).isNull();
    assertThat(curve.getString("captured_at")).isEqualTo(at);
    JsonObject tracking = curve.getJsonObject("tracking");
    assertThat(tracking.getValue("next_update_at")).isNull();
    assertThat(tracking.getString("stop_reason")).isEqualTo(reason);
    assertThat(tracking.getString("stopped_at")).isEqualTo(at);
  }

  @Test
  void theStatsTellHowEngagementIsDistributed() {
    world.hourPasses();

    JsonObject stats = world.admin("readZoneStats", "brand").send().ok();

    assertThat(stats.getInteger("count")).isEqualTo(3);
    assertThat(stats.getInteger("active")).isEqualTo(2);
    assertThat(stats.getDouble("average")).isCloseTo(50 / 3.0, within(0.001));
    assertThat(stats.getDouble("p25")).isEqualTo(5);
    assertThat(stats.getDouble("median")).isEqualTo(10);
    assertThat(stats.getDouble("p75")).isEqualTo(25);
    assertThat(stats.getInteger("max")).isEqualTo(40);
    assertThat(stats.getString("captured_at")).isEqualTo(hour(1));
    assertThat(stats.getString("next_update_at")).isEqualTo(hour(2));
  }

  @Test
  void theStatsForgetTweetsThatCameBeforeTheWindow() {
    world.clock.advance(Duration.ofHours(2));
    world.deliver("brand", List.of(world.tracker.post(dead())));

    assertThat(count(1)).isEqualTo(1);
    assertThat(count(3)).isEqualTo(4);
  }

  private int count(int hours) {
    return world
        .admin("readZoneStats", "brand")
        .query("hours", hours)
        .send()
        .ok()
        .getInteger("count");
  }

  @Test
  void theFastestTweetsComeFirstAndSlowOnesNotAtAll() {
    world.hourPasses();

    assertThat(highVelocity(world.admin("readHighVelocity", "brand")))
        .containsExactly(fast.id(), slow.id());
    assertThat(highVelocity(world.admin("readHighVelocity", "brand").query("min", "10.5")))
        .containsExactly(fast.id());
    assertThat(highVelocity(world.admin("readHighVelocity", "brand").query("limit", 1)))
        .containsExactly(fast.id());
    assertThat(highVelocity(world.admin("readHighVelocity", "brand").query("min", 0)))
        .as("the dead one did not grow")
        .containsExactly(fast.id(), slow.id());
    JsonObject first = world.admin("readHighVelocity", "brand").send().list("tweets").getFirst();
    assertThat(first.getDouble("engagement_velocity")).isEqualTo(40.0);
    assertThat(first.getString("velocity_at")).isEqualTo(hour(1));
  }

  private static List<String> highVelocity(Call call) {
    Answer answer = call.send();
    answer.ok();
    return answer.list("tweets").stream().map(tweet -> tweet.getString("tweet_id")).toList();
  }

  @Test
  void theTweetsAreReadPageByPageWhileMoreArrive() {
    world.clock.advance(Duration.ofMinutes(5));
    var later = world.tracker.post(dead());
    world.deliver("brand", List.of(later));
    List<String> read = new ArrayList<>();

    String cursor = "";
    int pages = 0;
    do {
      Call call = world.admin("listZoneTweets", "brand").query("limit", 3);
      Answer page = (cursor.isEmpty() ? call : call.query("cursor", cursor)).send();
      page.ok();
      page.list("tweets").forEach(tweet -> read.add(tweet.getString("tweet_id")));
      cursor = page.json().getString("next_cursor");
      world.clock.advance(Duration.ofMinutes(5));
      world.deliver("brand", List.of(world.tracker.post(dead())));
      pages++;
    } while (cursor != null);

    assertThat(pages).isEqualTo(2);
    assertThat(read.getFirst()).isEqualTo(later.id());
    assertThat(read).containsExactlyInAnyOrder(later.id(), slow.id(), fast.id(), dead.id());
  }

  @Test
  void listsSayHowFreshTheyAre() {
    world.hourPasses();

    for (String operation : List.of("readHighVelocity", "listZoneTweets")) {
      JsonObject list = world.admin(operation, "brand").send().ok();
      assertThat(list.getString("captured_at")).as(operation).isEqualTo(hour(1));
      assertThat(list.getString("next_update_at")).as(operation).isEqualTo(hour(2));
    }

    // Among stopped tweets nothing is awaited, among none there is nothing that was read.
    world.clock.advance(Duration.ofHours(6));
    world.tracker.pass().runDue();
    JsonObject stopped = world.admin("listZoneTweets", "brand").send().ok();
    assertThat(stopped.getString("captured_at")).isEqualTo(hour(7));
    assertThat(stopped.containsKey("next_update_at")).isTrue();
    assertThat(stopped.getValue("next_update_at")).isNull();
    JsonObject none = world.admin("readHighVelocity", "brand").query("min", "1e9").send().ok();
    assertThat(none.containsKey("captured_at")).isTrue();
    assertThat(none.getValue("captured_at")).isNull();
    assertThat(none.getValue("next_update_at")).isNull();
  }

  @Test
  void theOverviewCountsWhatWasDone() {
    world.hourPasses();

    JsonObject overview = world.admin("readOverview").send().ok();

    assertThat(overview.getString("now")).isEqualTo(hour(1));
    assertThat(overview.getInteger("deliveries")).isEqualTo(1);
    assertThat(overview.getInteger("tweets")).isEqualTo(3);
    assertThat(overview.getInteger("polls")).isEqualTo(3);
    assertThat(overview.getJsonObject("stopped").getInteger("no_change_below_threshold"))
        .isEqualTo(1);
    assertThat(overview.getJsonObject("lots").getString("next_due_at")).isEqualTo(hour(2));
  }

  private static String hour(int hours) {
    return START.plus(Duration.ofHours(hours)).toString();
  }
}
