package io.tidemark.gateway.webhook;

import static io.tidemark.gateway.webhook.Bodies.delivery;
import static io.tidemark.gateway.webhook.Bodies.snakeCaseTweet;
import static io.tidemark.gateway.webhook.Bodies.tweet;
import static io.tidemark.gateway.webhook.Bodies.tweets;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form in which a delivery may arrive, and the answer to it. */
@Tag("server")
class DeliveryFormsTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @BeforeEach
  void begin() {
    world.zone("brand");
  }

  @AfterEach
  void end() {
    world.close();
  }

  static Stream<JsonObject> forms() {
    return Stream.of(
        delivery("brand", "11"),
        delivery("brand", "11").put("event_type", "tweet").put("timestamp", 1_762_077_600_000L),
        new JsonObject().put("ruleId", "brand").put("tweets", tweets("11")),
        new JsonObject().put("rule_id", "brand").put("results", tweets("11")),
        new JsonObject().put("rule_id", "brand").put("tweet", tweet("11")),
        new JsonObject()
            .put("rule_id", "brand")
            .put("tweets", new JsonArray().add(snakeCaseTweet("11"))));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void anObjectOfAnyFormIsTaken(JsonObject body) {
    assertTaken(world.webhook().send(body));
  }

  @Test
  void aBareArrayIsTakenForTheRuleInTheQuery() {
    assertTaken(world.webhook().query("rule_id", " brand ").send(tweets("11")));
  }

  @Test
  void theRuleInTheBodyCountsBeforeTheOneInTheQuery() {
    assertTaken(world.webhook().query("rule_id", "other").send(delivery("brand", "11")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-8",
        "text/plain",
        "application/octet-stream",
        "application/x-www-form-urlencoded"
      })
  void theContentTypeDoesNotMatter(String type) {
    Buffer body = delivery("brand", "11").put("note", "a=b&c=%zz").toBuffer();

    assertTaken(world.webhook().header("Content-Type", type).send(body));
  }

  @Test
  void noContentTypeIsNeeded() {
    assertTaken(world.webhook().send(delivery("brand", "11").toBuffer()));
  }

  /** What curl -d says when it is told nothing else. */
  @Test
  void aLongDeliveryThatCallsItselfAFormIsTaken() {
    Buffer body = delivery("brand", "11").put("note", "tide".repeat(50_000)).toBuffer();

    assertTaken(
        world.webhook().header("Content-Type", "application/x-www-form-urlencoded").send(body));
  }

  private void assertTaken(Answer answer) {
    assertThat(answer.ok().getInteger("created")).isEqualTo(1);
    assertThat(answer.json().getInteger("errors")).isZero();
    JsonObject curve = world.admin("readCurve", "11").query("zone_id", "brand").send().ok();
    assertThat(curve.getJsonObject("tweet").getLong("like_count")).isEqualTo(3);
    assertThat(curve.getJsonObject("tweet").getString("author")).isEqualTo("ada");
    assertThat(curve.getJsonObject("tweet").getString("twitter_created_at"))
        .isEqualTo("2026-11-02T10:00:00Z");
  }

  /** 200 says that the delivery is safe; a body that was not read is not. */
  @Test
  void aMultipartBodyIsNotTakenForAPing() {
    String body =
        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
            + delivery("brand", "11")
            + "\r\n--x--\r\n";

    Answer answer =
        world
            .webhook()
            .header("Content-Type", "multipart/form-data; boundary=x")
            .send(Buffer.buffer(body));

    assertThat(answer.problem(400, "malformed-body")).contains("not JSON");
  }

  @Test
  void aDeliveryOfNoTweetsCreatesNothing() {
    JsonObject answer = world.webhook().send(delivery("brand")).ok();

    assertThat(answer.getInteger("processed")).isZero();
    assertThat(answer.getValue("lotId")).isNull();
    assertThat(answer.getBoolean("engagement_tracking_scheduled")).isFalse();
    assertThat(answer.getValue("firstUpdateAt")).isNull();
    assertThat(world.webhook().query("rule_id", "brand").send("[]").ok().getInteger("processed"))
        .isZero();
    assertThat(world.webhook().send(delivery("later")).status()).isEqualTo(202);
  }

  @Test
  void theAnswerHasTheFieldsOfTheSpecification() {
    JsonObject answer = world.webhook().send(delivery("brand", "11", "12", "12")).ok();

    Map<String, Object> fields = answer.getMap();
    assertThat(fields.remove("lotId")).isInstanceOf(Number.class);
    assertThat(fields)
        .containsOnly(
            Map.entry("success", true),
            Map.entry("processed", 3),
            Map.entry("created", 2),
            Map.entry("duplicates", 1),
            Map.entry("readings", 0),
            Map.entry("errors", 0),
            Map.entry("engagement_tracking_scheduled", true),
            Map.entry("firstUpdateAt", "2026-11-02T11:00:00Z"));
  }

  @Test
  void aTestPingNeedsNoKey() {
    var ping = new JsonObject().put("event_type", "test_webhook_url").put("timestamp", 1);

    for (Answer answer :
        new Answer[] {
          world.api.call("receiveTwitterDelivery").send(ping),
          world.api.call("receiveTwitterDelivery").header("X-API-Key", "wrong").send(ping),
          world.webhook().send(ping),
          world.api.call("receiveTwitterDelivery").send(),
          world.api.call("receiveTwitterDelivery").send(" \n"),
        }) {
      assertThat(answer.ok().getBoolean("success")).isTrue();
      assertThat(answer.json().containsKey("processed")).isFalse();
    }
    assertThat(world.stores.number("select count(*) from unrouted_deliveries")).isZero();
  }

  /** Or everybody could make the gateway read megabytes. */
  @Test
  void aPingThatIsLongNeedsTheKey() {
    var ping = new JsonObject().put("event_type", "test_webhook_url").put("x", "x".repeat(5_000));

    world.api.call("receiveTwitterDelivery").send(ping).problem(401, "key-required");

    assertThat(world.webhook().send(ping).ok().getString("message")).isEqualTo("pong");
  }

  @Test
  void getOnTheSamePathSaysThatDeliveriesAreTaken() {
    assertThat(world.api.call("webhookHealth").send().ok())
        .isEqualTo(new JsonObject().put("status", "ok"));
  }

  @Test
  void aDeliveryWithAByteOrderMarkIsTaken() {
    byte[] json = delivery("brand", "11").encode().getBytes(StandardCharsets.UTF_8);

    assertTaken(
        world
            .webhook()
            .send(
                Buffer.buffer(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF})
                    .appendBytes(json)));
  }
}
