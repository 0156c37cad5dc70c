package io.tidemark.gateway.engagement;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.TrackedGateway;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class RefreshRouteTest {

  @Nested
  class WithATracker {

    private final TrackedGateway gateway =
        TrackedGateway.begin(Map.of("TIDEMARK_TRACKER_REFRESHES_PER_HOUR", "2"));
    private final GatewayWorld world = gateway.world;
    private final SimulatedTweet tweet = world.tracker.post(growing(60));

    @BeforeEach
    void deliver() {
      world.zone("brand");
      world.deliver("brand", List.of(tweet));
      world.clock.advance(Duration.ofMinutes(10));
    }

    @AfterEach
    void end() {
      gateway.close();
    }

    @Test
    void theNewReadingIsShownAndJoinsTheCurve() {
      JsonObject answer = world.admin("refreshTweet", tweet.id()).send().ok();

      assertThat(answer.getBoolean("success")).isTrue();
      assertThat(answer.getValue("reason")).isNull();
      assertThat(answer.getString("outcome")).isEqualTo("present");
      assertThat(answer.getJsonObject("newMetrics").getLong("like_count")).isEqualTo(10);
      assertThat(answer.getJsonObject("newMetrics").getLong("total_engagement")).isEqualTo(10);
      JsonObject snapshot = answer.getJsonObject("snapshot");
      assertThat(snapshot.getString("origin")).isEqualTo("refresh");
      assertThat(snapshot.getLong("delta_likes")).isEqualTo(10);
      assertThat(answer.getString("captured_at"))
          .isEqualTo(START.plus(Duration.ofMinutes(10)).toString());
      assertThat(answer.getString("next_update_at"))
          .isEqualTo(START.plus(Duration.ofHours(2)).toString());
      assertThat(answer.getJsonObject("tracking").getInteger("update_count")).isEqualTo(1);

      Answer curve = world.admin("readCurve", tweet.id()).send();
      assertThat(curve.list("points")).containsExactly(snapshot);
    }

    @Test
    void whatWasNotReadIsNotShownAsNewAndTheReasonIsSaid() {
      world.tracker.simulator.tweets().delete(tweet.id());

      JsonObject answer = world.admin("refreshTweet", tweet.id()).send().ok();

      assertThat(answer.getBoolean("success")).isFalse();
      assertThat(answer.getString("outcome")).isNotEqualTo("present");
      assertThat(answer.getValue("newMetrics")).isNull();
      assertThat(answer.getValue("snapshot")).isNull();
      assertThat(answer.getString("reason")).contains("platform");
    }

    @Test
    void manyWhoPressAtOnceGetTheSameAnswerForOneCall() {
      world.tracker.simulator.change(s -> s.latencyMillis(200));
      List<Future<Answer>> pressed = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        pressed.add(world.admin("refreshTweet", tweet.id()).sending(""));
      }

      assertThat(pressed.stream().map(one -> await(one).ok().encode()).distinct()).hasSize(1);
      assertThat(world.tracker.calls()).isEqualTo(1);
    }

    @Test
    void whoIsOverTheQuotaIsToldWhenToComeBack() {
      List<SimulatedTweet> more = world.tracker.post(2, growing(60));
      world.deliver("brand", more);
      world.admin("refreshTweet", tweet.id()).send().ok();
      world.admin("refreshTweet", more.get(0).id()).send().ok();

      Answer refused = world.admin("refreshTweet", more.get(1).id()).send();

      assertThat(refused.problem(429, "over-quota")).contains("brand");
      assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 3_600L);
    }

    @Test
    void aPlatformThatThrottlesIsA503() {
      world.tracker.simulator.change(s -> s.status(429).retryAfterSeconds(300));

      Answer refused = world.admin("refreshTweet", tweet.id()).send();

      assertThat(refused.problem(503, "unavailable")).contains("429");
      assertThat(Long.parseLong(refused.header("Retry-After"))).isPositive();
    }

    @Test
    void aTweetOfSeveralZonesNeedsItsZone() {
      world.zone("rivals");
      world.deliver("rivals", List.of(tweet));

      world.admin("refreshTweet", tweet.id()).send().problem(409, "conflict");
      world.admin("refreshTweet", tweet.id()).query("zone_id", "rivals").send().ok();
    }

    @Test
    void wrongIdsAreRefusedByName() {
      assertThat(world.admin("refreshTweet", "letters").send().problem(400, "invalid-request"))
          .contains("tweetId");
      world.admin("refreshTweet", "12345678901234567890").send().problem(400, "invalid-request");
      world.admin("refreshTweet", "404").send().problem(404, "not-found");
      world
          .admin("refreshTweet", tweet.id())
          .query("zone_id", "No Zone")
          .send()
          .problem(400, "invalid-request");
    }
  }

  @Nested
  class WithoutATracker {

    private final GatewayWorld world = GatewayWorld.begin();

    @AfterEach
    void end() {
      world.close();
    }

    @Test
    void thereIsNobodyToAskAndTheCallerIsToldToComeBack() {
      SimulatedTweet tweet = world.tracker.post(growing(60));
      world.zone("brand");
      world.deliver("brand", List.of(tweet));

      Answer refused = world.admin("refreshTweet", tweet.id()).send();

      assertThat(refused.problem(503, "unavailable")).contains("no process");
      assertThat(refused.header("Retry-After")).isNotNull();
    }
  }
}
