package io.tidemark.gateway.zones;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.LockedZone;
import io.tidemark.gateway.TrackedGateway;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class CadenceChangeTest {

  private final TrackedGateway gateway = TrackedGateway.begin(Map.of());
  private final GatewayWorld world = gateway.world;

  @AfterEach
  void end() {
    gateway.close();
  }

  @Test
  void aLotThatWaitsFollowsACadenceThatIsChangedOverHttp() {
    world.zone("brand");
    SimulatedTweet tweet = world.tracker.post(growing(60));
    world.deliver("brand", List.of(tweet));
    assertThat(nextUpdate(tweet)).isEqualTo("2026-11-02T11:00:00Z");

    JsonObject changed =
        world.admin("changeZone", "brand").send(new JsonObject().put("cadence", "AGE_TIER")).ok();

    assertThat(changed.getString("cadence")).isEqualTo("AGE_TIER");
    LockedZone.until(() -> nextUpdate(tweet).equals("2026-11-02T10:10:00Z"));
  }

  @Test
  void aLotThatWaitsFollowsTheAdaptiveCadenceAndBack() {
    world.zone("brand");
    SimulatedTweet tweet = world.tracker.post(growing(60));
    world.deliver("brand", List.of(tweet));

    world.admin("changeZone", "brand").send(new JsonObject().put("cadence", "ADAPTIVE")).ok();

    LockedZone.until(() -> !nextUpdate(tweet).equals("2026-11-02T11:00:00Z"));
    String adaptive = nextUpdate(tweet);
    world.admin("changeZone", "brand").send(new JsonObject().put("cadence", "HOURLY_LOT")).ok();
    LockedZone.until(() -> nextUpdate(tweet).equals("2026-11-02T11:00:00Z"));
    assertThat(adaptive).startsWith("2026-11-0");
  }

  private String nextUpdate(SimulatedTweet tweet) {
    return world.admin("readCurve", tweet.id()).send().ok().getString("next_update_at");
  }
}
