package io.tidemark.gateway.access;

import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever tries out keys is not heard for a while. */
@Tag("server")
class BruteForceTest {

  private final GatewayWorld world =
      GatewayWorld.begin(
          Map.of(
              "TIDEMARK_HTTP_WRONG_KEYS_PER_MINUTE", "5",
              "TIDEMARK_HTTP_BEHIND_PROXY", "true"));
  private String good;
  private String unused;

  @BeforeEach
  void begin() {
    world.zone("brand");
    good = world.key(List.of("read"));
    unused = world.key(List.of("read"));
    listZones(good, "192.0.2.1").ok();
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Answer listZones(String key, String from) {
    return world.api.call("listZones").bearer(key).header("X-Forwarded-For", from).send();
  }

  private void tryOut(String from) {
    for (int i = 0; i < 5; i++) {
      listZones("wrong" + i, from).problem(401, "key-required");
    }
  }

  @Test
  void afterTooManyWrongKeysNoneIsHeardFromThere() {
    tryOut("192.0.2.1");

    Answer refused = listZones("wrong", "192.0.2.1");
    refused.problem(429, "too-many-attempts");
    assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 30L);
    listZones(unused, "192.0.2.1").problem(429, "too-many-attempts");
  }

  @Test
  void aKeyThatWasGoodLatelyIsHeardFromThereAllTheSame() {
    tryOut("192.0.2.1");

    listZones(good, "192.0.2.1").ok();
  }

  @Test
  void otherAddressesAreNotConcerned() {
    tryOut("192.0.2.1");

    listZones(unused, "192.0.2.2").ok();
  }

  @Test
  void askingWithoutAKeyIsNoAttempt() {
    for (int i = 0; i < 10; i++) {
      world
          .api
          .call("listZones")
          .header("X-Forwarded-For", "192.0.2.1")
          .send()
          .problem(401, "key-required");
    }

    listZones(unused, "192.0.2.1").ok();
  }

  @Test
  void theWebhooksKeysAndTokensAreGuardedTheSameWay() {
    for (int i = 0; i < 5; i++) {
      world
          .api
          .call("receiveZoneDelivery", "guess" + i)
          .header("X-Forwarded-For", "192.0.2.3")
          .send(delivery("brand", "11"))
          .problem(401, "key-required");
    }

    world
        .api
        .call("receiveTwitterDelivery")
        .header("X-API-Key", "guess")
        .header("X-Forwarded-For", "192.0.2.3")
        .send(delivery("brand", "11"))
        .problem(429, "too-many-attempts");
    listZones("wrong", "192.0.2.3").problem(429, "too-many-attempts");
  }

  private Answer deliverWithKey(String from, String tweet) {
    return world.webhook().header("X-Forwarded-For", from).send(delivery("brand", tweet));
  }

  private Answer deliverWithToken(String token, String from, String tweet) {
    return world
        .api
        .call("receiveZoneDelivery", token)
        .header("X-Forwarded-For", from)
        .send(delivery("brand", tweet));
  }

  @Test
  void theWebhooksKeyIsNotHeardFromThereEither() {
    tryOut("192.0.2.3");

    deliverWithKey("192.0.2.3", "11").problem(429, "too-many-attempts");

    deliverWithKey("192.0.2.4", "11").ok();
    deliverWithKey("192.0.2.3", "12").ok();
  }

  @Test
  void aTokenInThePathIsNotHeardFromThereEither() {
    String token = world.key(List.of("webhook"), "brand");
    tryOut("192.0.2.3");

    deliverWithToken(token, "192.0.2.3", "11").problem(429, "too-many-attempts");

    deliverWithToken(token, "192.0.2.4", "11").ok();
    deliverWithToken(token, "192.0.2.3", "12").ok();
  }

  @Test
  void aBigDeliveryWithAKeyThatIsNotHeardIsNotRead() {
    tryOut("192.0.2.3");

    world
        .webhook()
        .header("X-Forwarded-For", "192.0.2.3")
        .send(delivery("brand", "11").put("pad", "x".repeat(100_000)))
        .problem(429, "too-many-attempts");

    assertThat(world.stores.number("select count(*) from webhook_deliveries")).isZero();
  }
}
