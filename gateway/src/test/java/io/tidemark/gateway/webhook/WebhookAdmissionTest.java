package io.tidemark.gateway.webhook;

import static io.tidemark.gateway.webhook.Bodies.delivery;
import static io.tidemark.gateway.webhook.Bodies.tweet;
import static io.tidemark.gateway.webhook.Bodies.tweets;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.access.Scope;
import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the webhook understands, and what it says of what it does not. */
@Tag("server")
class WebhookAdmissionTest {

  private final GatewayWorld world =
      GatewayWorld.begin(
          Map.of("TIDEMARK_WEBHOOK_MOST_UNROUTED", "2", "TIDEMARK_WEBHOOK_MAX_BODY", "1000000"));

  @BeforeEach
  void begin() {
    world.zone("brand");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static Buffer gzip(String text) {
    return Bodies.gzip(Buffer.buffer(text));
  }

  @Test
  void aPackedBodyIsTakenUpToWhatItMayExpandTo() {
    world
        .webhook()
        .header("Content-Encoding", "gzip")
        .send(gzip(delivery("brand", "11").encode()))
        .ok();

    assertThat(
            world
                .webhook()
                .header("Content-Encoding", "gzip")
                .send(gzip(delivery("brand", "12").encode() + " ".repeat(1_000_000)))
                .problem(413, "body-too-large"))
        .contains("1000000");
    world
        .webhook()
        .header("Content-Encoding", "gzip")
        .send(Buffer.buffer(delivery("brand", "13").encode()))
        .problem(400, "malformed-body");
    assertThat(
            world
                .webhook()
                .header("Content-Encoding", "br")
                .send(Buffer.buffer(delivery("brand", "14").encode()))
                .problem(415, "unsupported-media-type"))
        .contains("br");
    assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(1);
  }

  @Test
  void bodiesOfOtherOperationsAreUnpackedTooAndHeldToTheirLimit() {
    String zone = new JsonObject().put("id", "packed").put("name", "Packed").encode();
    assertThat(
            world
                .admin("createZone")
                .header("Content-Encoding", "gzip")
                .header("Content-Type", "application/json")
                .send(gzip(zone))
                .status())
        .isEqualTo(201);
    world
        .admin("createZone")
        .header("Content-Encoding", "GZIP")
        .header("Content-Type", "application/json")
        .send(gzip(zone + " ".repeat(900_000)))
        .problem(413, "body-too-large");
    world
        .admin("createZone")
        .header("Content-Encoding", "gzip")
        .header("Content-Type", "application/json")
        .send(Buffer.buffer(zone))
        .problem(400, "malformed-body");
    assertThat(
            world
                .admin("createZone")
                .header("Content-Encoding", "br")
                .header("Content-Type", "application/json")
                .send(Buffer.buffer(zone))
                .problem(415, "unsupported-media-type"))
        .contains("br");
    world
        .api
        .call("createZone")
        .header("Content-Encoding", "br")
        .header("Content-Type", "application/json")
        .send(Buffer.buffer(zone))
        .problem(401, "key-required");
  }

  @Test
  void aPackedBodyWithoutAKeyExpandsToNoMoreThanAPing() {
    world
        .api
        .call("receiveTwitterDelivery")
        .header("Content-Encoding", "gzip")
        .send(gzip("{\"event_type\":\"test_webhook_url\"}"))
        .ok();
    world
        .api
        .call("receiveTwitterDelivery")
        .header("Content-Encoding", "gzip")
        .send(gzip("{\"event_type\":\"test_webhook_url\"}" + " ".repeat(900_000)))
        .problem(401, "key-required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1111", "1e999999999", "deep"})
  void aMonsterCostsOnlyItsField(String monster) {
    String value =
        switch (monster) {
          case "deep" -> "[".repeat(1_200) + "]".repeat(1_200);
          case "1111" -> "1".repeat(1_200);
          default -> monster;
        };
    String strange = tweet("12").encode().replaceFirst("\\}$", ",\"likeCount\":" + value + "}");
    String body = "{\"rule_id\":\"brand\",\"tweets\":[" + tweet("11") + "," + strange + "]}";

    assertThat(world.webhook().send(body).ok().getInteger("created")).isEqualTo(2);
  }

  @Test
  void aRuleIdMayBeANumberAndNoControlCharacter() {
    assertThat(world.map("4711", "brand").getString("rule_id")).isEqualTo("4711");
    world.webhook().send(delivery("x", "11").put("rule_id", 4711)).ok();

    world
        .webhook()
        .send("{\"rule_id\":\"a\\ud800\",\"tweets\":[" + tweet("12") + "]}")
        .problem(400, "malformed-body");
    for (String bad : List.of("a\u0007b", "..")) {
      assertThat(world.webhook().send(delivery(bad, "12")).problem(400, "malformed-body"))
          .contains("rule_id");
      assertThat(
              world
                  .admin("mapRule")
                  .send(new JsonObject().put("rule_id", bad).put("zone_id", "brand"))
                  .problem(400, "invalid-request"))
          .contains("rule_id");
    }
  }

  @Test
  void soManyDeliveriesOfARuleWaitAndNoMore() {
    assertThat(world.webhook().send(delivery("later", "11")).status()).isEqualTo(202);
    assertThat(world.webhook().send(delivery("later", "12")).status()).isEqualTo(202);
    assertThat(world.webhook().send(delivery("later", "13")).problem(429, "over-quota"))
        .contains("later")
        .contains("TIDEMARK_WEBHOOK_MOST_UNROUTED");
    assertThat(world.webhook().send(delivery("other", "14")).status()).isEqualTo(202);

    assertThat(world.admin("forgetUnrouted", "later").send().ok().getInteger("deleted"))
        .isEqualTo(2);
    assertThat(world.webhook().send(delivery("later", "13")).status()).isEqualTo(202);
  }

  @Test
  void aRuleOfWhichDeliveriesWaitIsMappedOnlyWithAKeyForAllZones() {
    String tenant = world.key(List.of(Scope.ADMIN.word()), "brand");
    world.webhook().send(delivery("victims", "11"));
    world.webhook().send(tweets("12"));

    for (String rule : List.of("victims", "-")) {
      map(tenant, rule).problem(403, "not-allowed");
    }
    assertThat(map(tenant, "mine").status()).isEqualTo(201);
    world.webhook().send(delivery("mine", "13")).ok();
    assertThat(map(tenant, "mine").status()).isEqualTo(201);
    assertThat(map(GatewayWorld.ADMIN_KEY, "victims").status()).isEqualTo(201);
  }

  private Answer map(String key, String rule) {
    return world
        .api
        .call("mapRule")
        .bearer(key)
        .send(new JsonObject().put("rule_id", rule).put("zone_id", "brand"));
  }

  @Test
  void aZoneSaysWhatBecomesOfRetweets() {
    JsonObject zone = world.admin("readZone", "brand").send().ok();
    assertThat(zone.getString("retweets")).isEqualTo("ignore");
    var retweet =
        tweet("12").put("text", "RT @x: y").put("retweeted_tweet", tweet("13").put("likeCount", 9));
    JsonArray tweets = tweets("11").add(retweet);

    JsonObject first = world.webhook().send(delivery("brand").put("tweets", tweets)).ok();
    assertThat(first.getInteger("created")).isEqualTo(1);
    assertThat(first.getInteger("ignored")).isEqualTo(1);

    world.admin("changeZone", "brand").send(new JsonObject().put("retweets", "original")).ok();
    JsonObject second = world.webhook().send(delivery("brand").put("tweets", tweets)).ok();
    assertThat(second.getInteger("created")).isEqualTo(1);
    assertThat(second.getInteger("ignored")).isNull();
    world
        .admin("changeZone", "brand")
        .send(new JsonObject().put("retweets", "both"))
        .problem(400, "invalid-request");
  }
}
