package io.tidemark.gateway.webhook;

import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A path that nobody can guess in place of the sender's own key. */
@Tag("server")
class WebhookTokensTest {

  private final GatewayWorld world = GatewayWorld.begin();
  private String token;

  @BeforeEach
  void begin() {
    world.zone("brand");
    world.zone("rivals");
    token = world.key(List.of("webhook"), "brand");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Answer deliver(String path, String rule, String tweet) {
    return world.api.call("receiveZoneDelivery", path).send(delivery(rule, tweet));
  }

  @Test
  void theTweetsGoToTheTokensZoneWhateverTheRule() {
    assertThat(deliver(token, "nobody-mapped-this", "11").ok().getInteger("created")).isEqualTo(1);
    assertThat(deliver(token, "rivals", "12").ok().getInteger("created")).isEqualTo(1);

    assertThat(world.stores.sql("select distinct zone_id from twitter_tweets"))
        .extracting(row -> row.getString(0))
        .containsExactly("brand");
  }

  /** The token names the zone; no rule is needed. */
  @Test
  void aDeliveryOfNoTweetsIsTakenToo() {
    assertThat(world.api.call("receiveZoneDelivery", token).send("[]").ok().getInteger("processed"))
        .isZero();
  }

  @Test
  void aBigDeliveryIsTakenToo() {
    JsonObject body = delivery("r", "11").put("pad", "x".repeat(100_000));

    assertThat(world.api.call("receiveZoneDelivery", token).send(body).ok().getInteger("created"))
        .isEqualTo(1);
  }

  @Test
  void anythingElseInThePathIsRefused() {
    String read = world.key(List.of("read"), "brand");
    for (String wrong :
        List.of(
            "x",
            token + "x",
            token.substring(1),
            read,
            GatewayWorld.WEBHOOK_KEY,
            GatewayWorld.ADMIN_KEY)) {
      Answer refused = deliver(wrong, "brand", "11");

      refused.problem(401, "key-required");
      assertThat(refused.body()).doesNotContain(wrong.length() > 3 ? wrong : "\0");
    }
    assertThat(world.stores.number("select count(*) from webhook_deliveries")).isZero();
  }

  @Test
  void aRevokedTokenIsRefused() {
    world.admin("revokeKey", "1").send();

    deliver(token, "brand", "11").problem(401, "key-required");
  }

  @Test
  void aTestPingIsAnsweredAtATokenThatHoldsAndAtNoOther() {
    var ping = new JsonObject().put("event_type", "test_webhook_url");

    world.api.call("receiveZoneDelivery", token).send(ping).ok();
    world.api.call("receiveZoneDelivery", token).send().ok();
    world.api.call("receiveZoneDelivery", token + "x").send(ping).problem(401, "key-required");
    world.api.call("receiveZoneDelivery", token + "x").send().problem(401, "key-required");
  }
}
