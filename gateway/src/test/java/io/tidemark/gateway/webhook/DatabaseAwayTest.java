package io.tidemark.gateway.webhook;

import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.stores.LocalStores;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class DatabaseAwayTest {

  @Test
  void anOutageAcknowledgesNothingAndAfterwardsAllIsTaken() {
    try (var own = LocalStores.temporary()) {
      try (var world = GatewayWorld.begin(Map.of("TIDEMARK_POSTGRES_URL", own.newDatabase()))) {
        world.zone("brand");
        world.webhook().send(delivery("brand", "11")).ok();
        own.postgres().stop();

        for (Answer answer :
            List.of(
                world.webhook().send(delivery("brand", "12")),
                world.webhook().send(delivery("unknown", "13")),
                world.webhook().send(delivery("brand", "11")),
                world.admin("readCurve", "11").query("zone_id", "brand").send(),
                world.admin("readZoneStats", "brand").send(),
                world.admin("readHighVelocity", "brand").send(),
                world.admin("listZoneTweets", "brand").send(),
                world.admin("readOverview").send(),
                world.admin("listZones").send(),
                world.admin("listRules").send(),
                world.admin("createZone").send(new JsonObject().put("name", "new")),
                world
                    .admin("mapRule")
                    .send(new JsonObject().put("rule_id", "r").put("zone_id", "brand")),
                world.admin("unmapRule", "brand").send())) {
          answer.problem(503, "unavailable");
          assertThat(answer.header("Retry-After")).isEqualTo("5");
        }
        assertThat(world.api.call("receiveTwitterDelivery").send().status()).isEqualTo(200);

        own.postgres().start();

        assertThat(world.webhook().send(delivery("brand", "12")).ok().getInteger("created"))
            .isEqualTo(1);
        assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(2);
        assertThat(world.stores.number("select count(*) from unrouted_deliveries")).isZero();
        assertThat(world.admin("listRules").send().list("rules")).hasSize(1);
      }
    }
  }
}
