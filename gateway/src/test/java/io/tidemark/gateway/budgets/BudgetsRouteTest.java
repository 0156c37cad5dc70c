package io.tidemark.gateway.budgets;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.TrackedGateway;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class BudgetsRouteTest {

  private TrackedGateway gateway;
  private GatewayWorld world;

  private void begin(Map<String, String> settings) {
    gateway = TrackedGateway.begin(settings);
    world = gateway.world;
  }

  @AfterEach
  void end() {
    gateway.close();
  }

  @Test
  void whatACallCostIsShownForEachOfItsWindows() {
    begin(
        Map.of(
            "TIDEMARK_TWITTER_SOURCE", "x",
            "TIDEMARK_X_PER_15_MINUTES", "15",
            "TIDEMARK_X_REQUESTS_PER_MONTH", "50000",
            "TIDEMARK_X_POSTS_PER_MONTH", "15000",
            "TIDEMARK_X_SHARES", "brand=40"));
    world.zone("brand");
    SimulatedTweet tweet = world.tracker.post(growing(60));
    world.deliver("brand", List.of(tweet));
    world.clock.advance(Duration.ofMinutes(10));
    world.admin("refreshTweet", tweet.id()).send().ok();

    Answer budgets = world.admin("readBudgets").send();

    assertThat(used(budgets, "15m", "requests")).isEqualTo(1);
    assertThat(used(budgets, "month", "requests")).isEqualTo(1);
    assertThat(used(budgets, "month", "items")).isEqualTo(1);
    assertThat(line(budgets, "15m", "requests").getDouble("percentage")).isEqualTo(6.7);
    assertThat(line(budgets, "month", "requests").getLong("limit")).isEqualTo(50_000);
    assertThat(line(budgets, "month", "requests").getString("resets_at"))
        .isEqualTo("2026-12-01T00:00:00Z");
    assertThat(line(budgets, "reported:tweets", "requests").getLong("used")).isEqualTo(1);
    assertThat(
            budgets.list("budgets").stream()
                .filter(line -> line.getString("window").equals("15m"))
                .map(line -> line.getString("tenant", "") + " " + line.getLong("limit")))
        .containsExactlyInAnyOrder(" 15", "brand 6", "others 9");
    assertThat(budgets.body()).doesNotContain("demo-key");
  }

  @Test
  void aUsedUpBudgetMakesARefreshWaitAndSaysForWhat() {
    begin(Map.of("TIDEMARK_TWITTER_SOURCE", "x", "TIDEMARK_X_PER_15_MINUTES", "1"));
    world.zone("brand");
    List<SimulatedTweet> tweets = world.tracker.post(2, growing(60));
    world.deliver("brand", tweets);
    world.clock.advance(Duration.ofMinutes(10));
    world.admin("refreshTweet", tweets.get(0).id()).send().ok();

    Answer refused = world.admin("refreshTweet", tweets.get(1).id()).send();

    assertThat(refused.problem(503, "unavailable")).contains("15m");
    assertThat(world.tracker.calls()).isEqualTo(1);
  }

  @Test
  void everyProcessIsAskedAndOneThatDoesNotAnswerIsNamed() {
    begin(Map.of("TIDEMARK_TWITTERAPI_PER_SECOND", "3"));
    // Its bus is another, as if the network between the two were cut.
    try (var other = world.anotherPod(Map.of("TIDEMARK_HTTP_PORT", "0"))) {
      Answer budgets = world.admin("readBudgets").send();

      assertThat(budgets.ok().getJsonArray("unanswered"))
          .containsExactly(other.app().processes().name());
      assertThat(budgets.list("budgets")).isNotEmpty();
    }
  }

  private static long used(Answer budgets, String window, String unit) {
    return line(budgets, window, unit).getLong("used");
  }

  private static JsonObject line(Answer budgets, String window, String unit) {
    budgets.ok();
    return budgets.list("budgets").stream()
        .filter(line -> line.getString("window").equals(window))
        .filter(line -> line.getString("unit").equals(unit))
        .findFirst()
        .orElseThrow(() -> new AssertionError(budgets.body()));
  }
}
