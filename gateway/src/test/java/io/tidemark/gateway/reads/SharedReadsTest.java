package io.tidemark.gateway.reads;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Call;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.TrackedGateway;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Figures of a zone are read once for all who ask within a second, and for no other tenant. */
@Tag("server")
class SharedReadsTest {

  private final TrackedGateway gateway = TrackedGateway.begin(Map.of());
  private final GatewayWorld world = gateway.world;

  @BeforeEach
  void deliver() {
    world.zone("brand");
    world.zone("other");
    world.deliver("brand", world.tracker.post(2, growing(10)));
    world.hourPasses();
  }

  @AfterEach
  void end() {
    gateway.close();
  }

  private Call call(String operation, String key) {
    return world.api.call(operation, "brand").bearer(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"readZoneStats", "readHighVelocity", "listZoneTweets"})
  void callersOfASecondShareAnAnswer(String operation) {
    String one = world.key(List.of("read"), "brand");
    String another = world.key(List.of("read"), "brand", "other");
    String before = call(operation, one).send().ok().encode();
    world.stores.sql("update twitter_tweets set like_count = 777");
    world.stores.sql("update tweet_velocities set velocity = 777");

    assertThat(call(operation, another).send().ok().encode()).isEqualTo(before);
    world.clock.advance(Duration.ofSeconds(1));
    assertThat(call(operation, another).send().ok().encode()).contains("777");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"readZoneStats", "readHighVelocity", "listZoneTweets", "listZoneForecasts"})
  void aCallerOfAnotherZoneIsGivenNoSharedAnswer(String operation) {
    call(operation, world.key(List.of("read"), "brand")).send().ok();

    call(operation, world.key(List.of("read"), "other")).send().problem(404, "not-found");
  }

  @Test
  void questionsThatDifferAreAnsweredApart() {
    assertThat(world.admin("readHighVelocity", "brand").send().list("tweets")).hasSize(2);
    assertThat(world.admin("readHighVelocity", "brand").query("limit", 1).send().list("tweets"))
        .hasSize(1);
    assertThat(world.admin("readHighVelocity", "brand").query("min", 500).send().list("tweets"))
        .isEmpty();
    assertThat(world.admin("readHighVelocity", "other").send().list("tweets")).isEmpty();
  }
}
