package io.tidemark.tracker.lots;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.budget.BudgetLine;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Zones that do not share everything with the others. */
@Tag("server")
class PayersTest {

  private TrackerWorld world;

  private void begin(Map<String, String> settings) {
    world = TrackerWorld.begin(settings);
    for (String zone : List.of("acme", "brand", "rivals")) {
      world.zone(zone, Cadence.HOURLY_LOT);
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void hourPasses() {
    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();
  }

  private long snapshotsOf(String zone) {
    return world.stores.number(
        "select count(*) from twitter_engagement_history h join twitter_tweets t"
            + " on t.id = h.tweet_id where t.zone_id = '%s'".formatted(zone));
  }

  @Test
  void aZoneWithAShareIsPolledThoughTheOthersHaveUsedTheirsUp() {
    begin(
        Map.of(
            "TIDEMARK_TWITTER_SOURCE", "x",
            "TIDEMARK_X_PER_15_MINUTES", "4",
            "TIDEMARK_X_SHARES", "acme=25"));
    world.deliver("brand", world.post(500, growing(60)));
    world.deliver("acme", world.post(5, growing(60)));

    hourPasses();

    assertThat(snapshotsOf("acme")).isEqualTo(5);
    assertThat(snapshotsOf("brand")).isEqualTo(300);
    assertThat(world.calls()).isEqualTo(4);
  }

  @Test
  void aZoneWithACredentialOfItsOwnSpendsThatAndNoOther() {
    begin(
        Map.of(
            "TIDEMARK_TWITTER_SOURCE", "x",
            "TIDEMARK_X_PER_15_MINUTES", "1",
            "TIDEMARK_X_ZONE_BEARER_TOKENS", "acme=its-own-token"));
    world.deliver("brand", world.post(200, growing(60)));
    world.deliver("acme", world.post(5, growing(60)));

    hourPasses();

    assertThat(snapshotsOf("brand")).as("one call of the common token").isEqualTo(100);
    assertThat(snapshotsOf("acme")).isEqualTo(5);
    assertThat(
            await(world.stores.foundation().budgets().lines()).stream()
                .filter(line -> line.window().equals("15m"))
                .collect(toMap(BudgetLine::credential, BudgetLine::used)))
        .hasSize(2)
        .allSatisfy((credential, used) -> assertThat(used).isEqualTo(1));
  }

  @Test
  void aCredentialThatThePlatformDoesNotKnowHoldsBackItsZoneOnly() {
    begin(
        Map.of(
            "TIDEMARK_TWITTER_SOURCE", "x",
            "TIDEMARK_X_ZONE_BEARER_TOKENS", "acme=nobodys-token"));
    world.deliver("brand", world.post(5, growing(60)));
    world.deliver("acme", world.post(5, growing(60)));

    hourPasses();

    assertThat(snapshotsOf("brand")).isEqualTo(5);
    assertThat(snapshotsOf("acme")).isZero();
    assertThat(world.stores.sql("select credential from upstream_pauses")).hasSize(1);
    assertThat(
            world.stores.number(
                "select count(*) from twitter_lots where zone_id = 'acme'"
                    + " and waiting_reason like '%401%'"))
        .isEqualTo(1);
  }

  @Test
  void aTweetOfSeveralPayersIsAskedOnce() {
    begin(
        Map.of(
            "TIDEMARK_TWITTERAPI_ZONE_KEYS", "acme=demo-key",
            "TIDEMARK_TWITTERAPI_KEY", "demo-key"));
    SimulatedTweet tweet = world.post(growing(60));
    world.deliver("acme", List.of(tweet));
    world.deliver("brand", List.of(tweet));

    hourPasses();

    assertThat(world.calls()).isEqualTo(1);
    assertThat(snapshotsOf("acme")).isEqualTo(1);
    assertThat(snapshotsOf("brand")).isEqualTo(1);
  }
}
