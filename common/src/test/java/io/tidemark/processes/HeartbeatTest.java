package io.tidemark.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

  @Test
  void anUpstreamThatIsBeingRegisteredHasEveryState() {
    var meters = new SimpleMeterRegistry();
    meters.gauge(Heartbeat.BREAKERS_METER, Tags.of("upstream", "x", "state", "open"), 2);

    assertThat(Heartbeat.breakers(meters))
        .isEqualTo(
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("upstream", "x")
                        .put("closed", 0L)
                        .put("half_open", 0L)
                        .put("open", 2L)));
  }
}
