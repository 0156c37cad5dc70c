package io.tidemark.gateway.webhook;

import static io.tidemark.gateway.webhook.Bodies.delivery;
import static io.tidemark.gateway.webhook.Bodies.tweets;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deliveries that come before anybody has mapped their rule. */
@Tag("server")
class UnroutedTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @BeforeEach
  void begin() {
    world.zone("brand");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private int replay() {
    return world.tracker.replayUnrouted();
  }

  @Test
  void theyAreKeptAndReplayedOnceTheRuleIsMapped() {
    Answer accepted = world.webhook().send(delivery("later", "11", "12"));
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.json().getBoolean("routed")).isFalse();
    assertThat(accepted.json().getString("rule_id")).isEqualTo("later");
    assertThat(replay()).isZero();

    assertThat(world.map("later", "brand").getInteger("unrouted_waiting")).isEqualTo(1);

    assertThat(replay()).isEqualTo(1);
    assertThat(world.map("later", "brand").getInteger("unrouted_waiting")).isZero();
    JsonObject stats = world.admin("readZoneStats", "brand").send().ok();
    assertThat(stats.getInteger("count")).isEqualTo(2);
    assertThat(stats.getInteger("active")).isEqualTo(2);
  }

  @Test
  void aBareArrayIsReplayedForTheRuleOfItsQuery() {
    Answer accepted = world.webhook().query("rule_id", "later").send(tweets("11"));
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.json().getString("rule_id")).isEqualTo("later");
    world.map("later", "brand");

    assertThat(replay()).isEqualTo(1);

    world.admin("readCurve", "11").query("zone_id", "brand").send().ok();
  }

  @Test
  void aDeliveryWithoutARuleIsKeptToo() {
    Answer accepted = world.webhook().send(tweets("11"));

    assertThat(accepted.status()).isEqualTo(202);
    assertThat(world.admin("readOverview").send().ok().getInteger("unrouted")).isEqualTo(1);
  }

  @Test
  void deliveriesOfARuleThatWasForgottenWait() {
    world.admin("unmapRule", "brand").send();

    assertThat(world.webhook().send(delivery("brand", "11")).status()).isEqualTo(202);
  }
}
