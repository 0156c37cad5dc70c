package io.tidemark.gateway.pauses;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.simulator.switches.Switches;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.lots.LotsPass;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class PausesRouteTest {

  private final GatewayWorld world =
      GatewayWorld.begin(
          Map.of("TIDEMARK_TWITTER_SOURCE", "x", "TIDEMARK_X_PER_15_MINUTES", "1000"));

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aRestIsShownWithItsReasonAndEndedInBothMemories() {
    world.zone("brand");
    List<SimulatedTweet> tweets = world.tracker.post(1, growing(60));
    world.deliver("brand", tweets);
    world.clock.advance(Duration.ofHours(1).plusMinutes(1));
    world.tracker.simulator.change(s -> s.requestsPerWindow(0).windowSeconds(900));
    LotsPass pass = world.tracker.pass();
    pass.runDue();

    JsonObject pause = world.admin("listPauses").send().list("pauses").getFirst();

    assertThat(pause.getString("upstream")).isEqualTo("x");
    assertThat(pause.getString("credential")).matches("[0-9a-f]{16}");
    assertThat(pause.getString("reason")).contains("429");
    Instant until = Instant.parse(pause.getString("paused_until"));
    assertThat(until).isAfter(world.clock.instant());
    assertThat(lotDue()).isEqualTo(until);

    world.tracker.simulator.use(Switches.none());
    Answer ended = world.admin("endPause", Long.toString(pause.getLong("id"))).send();

    assertThat(ended.status()).as(ended.body()).isEqualTo(204);
    assertThat(world.admin("listPauses").send().list("pauses")).isEmpty();
    assertThat(lotDue()).isEqualTo(world.clock.instant());
    pass.runDue();
    assertThat(world.tracker.snapshots()).isEqualTo(1);
    world.admin("endPause", Long.toString(pause.getLong("id"))).send().problem(404, "not-found");
  }

  @Test
  void onlyWhoSeesAllTenantsSeesAndEndsRests() {
    world.zone("brand");
    String own = world.tenantKey(List.of("read", "admin"), "brand");

    world.door.call("listPauses").bearer(own).send().problem(403, "not-allowed");
    world.door.call("endPause", "1").bearer(own).send().problem(403, "not-allowed");
  }

  private Instant lotDue() {
    return world
        .stores
        .sql("select due_at from timers where kind = 'lot'")
        .getFirst()
        .getOffsetDateTime(0)
        .toInstant();
  }
}
