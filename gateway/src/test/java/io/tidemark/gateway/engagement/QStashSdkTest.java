package io.tidemark.gateway.engagement;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.TrackedGateway;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Deliveries that the Receiver of the vendor's npm SDK has accepted: {@code
 * src/test/resources/qstash/sign.mjs} makes them and says how.
 */
@Tag("server")
class QStashSdkTest {

  private static final String PUBLIC = "https://tidemark.example.com/base";

  /** Of both keys, under their names in the file. */
  private static final Map<String, String> KEYS =
      Map.of("current", Signer.CURRENT, "next", Signer.NEXT);

  /** An entry of the file; shown by its operation and key. */
  record Delivery(String operation, String key, String url, String body, String signature) {
    @Override
    public String toString() {
      return operation + " " + key;
    }
  }

  private TrackedGateway gateway;
  private GatewayWorld world;

  static Stream<Delivery> deliveries() {
    try (var file = QStashSdkTest.class.getResourceAsStream("/qstash/signed.json")) {
      return new JsonObject(new String(file.readAllBytes(), StandardCharsets.UTF_8))
          .getJsonArray("signed").stream()
              .map(JsonObject.class::cast)
              .map(
                  one ->
                      new Delivery(
                          one.getString("operation"),
                          one.getString("key"),
                          one.getString("url"),
                          one.getString("body"),
                          one.getString("signature")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void begin() {
    begin(Signer.CURRENT, Signer.NEXT);
  }

  private void begin(String current, String next) {
    gateway =
        TrackedGateway.begin(
            Map.of(
                "TIDEMARK_QSTASH_CURRENT_SIGNING_KEY", current,
                "TIDEMARK_QSTASH_NEXT_SIGNING_KEY", next,
                "TIDEMARK_HTTP_PUBLIC_URL", PUBLIC));
    world = gateway.world;
    world.zone("brand");
    // The lot that is signed for.
    world.stores.sql("select setval(pg_get_serial_sequence('twitter_lots', 'id'), 4711, false)");
    world.deliver("brand", world.tracker.post(3, growing(60)));
    world
        .admin("createDao")
        .send(new JsonObject().put("slug", "aave").put("name", "a").put("twitter_handle", "aave"));
    world.clock.advance(Duration.ofHours(1));
  }

  @AfterEach
  void end() {
    gateway.close();
  }

  private Answer send(Delivery delivery, String body) {
    return world
        .api
        .call(delivery.operation())
        .header("Upstash-Signature", delivery.signature())
        .send(body);
  }

  @Test
  void everyOperationThatOffersQStashIsAmongThem() {
    String file = world.api.request(HttpMethod.GET, "/openapi.yaml").send().body();
    var offered = new TreeSet<String>();
    var operations =
        Pattern.compile("operationId: (\\w+)\\n(?:(?!operationId:)[\\s\\S])*?- qstash: \\[]")
            .matcher(file);
    while (operations.find()) {
      offered.add(operations.group(1));
    }

    assertThat(deliveries().map(Delivery::operation).distinct())
        .containsExactlyInAnyOrderElementsOf(offered);
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void whatTheSdkAcceptsIsDone(Delivery delivery) {
    assertThat(KEYS).containsKey(delivery.key());

    Answer answer = send(delivery, delivery.body());

    assertThat(answer.status()).as(answer.body()).isBetween(200, 202);
    switch (delivery.operation()) {
      case "startDaoSync" ->
          assertThat(world.stores.number("select count(*) from dao_sync_cycles")).isEqualTo(1);
      default -> assertThat(answer.ok().getInteger("updated")).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @MethodSource("deliveries")
  void whatTheSdkRefusesIsNot(Delivery delivery) {
    send(delivery, delivery.body() + " ").problem(401, "key-required");
    List<Delivery> others =
        deliveries().filter(other -> !other.operation().equals(delivery.operation())).toList();
    assertThat(others).isNotEmpty();
    for (Delivery other : others) { // signed for another URL
      world
          .api
          .call(delivery.operation())
          .header("Upstash-Signature", other.signature())
          .send(other.body())
          .problem(401, "key-required");
    }
    assertThat(world.stores.number("select count(*) from dao_sync_cycles")).isZero();
    assertThat(world.tracker.calls()).isZero();
  }

  /** After the keys were rolled, the next one is the current one and the old one counts no more. */
  @ParameterizedTest
  @MethodSource("deliveries")
  void afterTheKeysWereRolledTheOldOneCountsNoMore(Delivery delivery) {
    gateway.close();
    begin(Signer.NEXT, "sig_of_a_later_time_0123456789ab");

    Answer answer = send(delivery, delivery.body());

    if (delivery.key().equals("next")) {
      assertThat(answer.status()).as(answer.body()).isBetween(200, 202);
    } else {
      answer.problem(401, "key-required");
    }
  }
}
