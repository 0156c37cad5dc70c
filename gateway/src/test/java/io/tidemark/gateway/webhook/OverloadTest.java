package io.tidemark.gateway.webhook;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.LockedZone;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class OverloadTest {

  private final GatewayWorld world = GatewayWorld.begin(Map.of("TIDEMARK_WEBHOOK_IN_FLIGHT", "1"));

  @BeforeEach
  void begin() {
    world.zone("brand");
  }

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void oneDeliveryTooManyIsToldToComeBackAndNothingOfItIsSaved() {
    Future<Answer> hanging;
    try (var zone = LockedZone.lock(world.stores, "brand")) {
      hanging = world.webhook().sending(delivery("brand", "11").encode());
      zone.awaitSomebodyWaiting();

      Answer refused = world.webhook().send(delivery("brand", "12"));
      Answer unrouted = world.webhook().send(delivery("unknown", "13"));

      refused.problem(503, "unavailable");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      unrouted.problem(503, "unavailable");
      var ping = new JsonObject().put("event_type", "test_webhook_url");
      world.webhook().send(ping).ok();
    }

    assertThat(await(hanging).ok().getInteger("created")).isEqualTo(1);
    assertThat(world.stores.number("select count(*) from webhook_deliveries")).isEqualTo(1);
    assertThat(world.stores.number("select count(*) from unrouted_deliveries")).isZero();
    assertThat(world.stores.sql("select tweet_id from twitter_tweets"))
        .extracting(row -> row.getString(0))
        .containsExactly("11");
    assertThat(world.webhook().send(delivery("brand", "12")).ok().getInteger("created"))
        .isEqualTo(1);
  }

  /** A place is given back however the delivery ended. */
  @Test
  void deliveriesThatFailedLeaveTheirPlace() {
    world.stores.sql("alter table webhook_deliveries add column must_fail int not null");
    for (int i = 0; i < 3; i++) {
      world.webhook().send(delivery("brand", "11")).problem(500, "internal");
    }
    world.stores.sql("alter table webhook_deliveries drop column must_fail");

    assertThat(world.webhook().send(delivery("brand", "11")).ok().getInteger("created"))
        .isEqualTo(1);
  }
}
