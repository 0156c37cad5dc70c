package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.gateway.webhook.Bodies.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A gateway that serves on several event loops is one gateway. */
@Tag("server")
class EventLoopsTest {

  private static final int LOOPS = 3;

  private final GatewayWorld world = GatewayWorld.begin(Map.of("TIDEMARK_WEBHOOK_IN_FLIGHT", "1"));
  private final Gateway gateway = await(Gateway.deploy(world.stores.app(), LOOPS));
  private final HttpClient client =
      world.stores.vertx().createHttpClient(new PoolOptions().setHttp1MaxSize(64));

  @AfterEach
  void end() {
    await(client.close());
    await(gateway.undeploy());
    world.close();
  }

  @Test
  void itServesOnAllProcessors() {
    assertThat(gateway.eventLoops()).isEqualTo(LOOPS);
    assertThat(world.api.gateway().eventLoops())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void wrongKeysAreCountedTogether() throws Exception {
    await(gateway.undeploy());
    try (var pod =
        world.anotherPod(
            Map.of("TIDEMARK_HTTP_PORT", "0", "TIDEMARK_HTTP_WRONG_KEYS_PER_MINUTE", "5"))) {
      Gateway strict = await(Gateway.deploy(pod.app(), LOOPS));
      List<Integer> answers = new ArrayList<>();
      for (int guess = 0; guess < 10; guess++) {
        answers.add(
            await(
                client
                    .request(HttpMethod.GET, strict.port(), "127.0.0.1", "/api/zones")
                    .compose(
                        request ->
                            request
                                .putHeader("Authorization", "Bearer wrong")
                                // Each on a connection of its own, and so on another loop.
                                .putHeader("Connection", "close")
                                .send()
                                .map(response -> response.statusCode()))));
      }
      assertThat(answers).containsExactly(401, 401, 401, 401, 401, 429, 429, 429, 429, 429);
      await(strict.undeploy());
    }
  }

  @Test
  void deliveriesInFlightAreCountedTogether() {
    world.zone("brand");
    List<Future<Integer>> answers = new ArrayList<>();
    try (var zone = LockedZone.lock(world.stores, "brand")) {
      answers.add(deliver("11"));
      zone.awaitSomebodyWaiting();
      for (int more = 0; more < 2 * LOOPS; more++) {
        assertThat(await(deliver("12"))).isEqualTo(503);
      }
    }
    assertThat(await(answers.getFirst())).isEqualTo(200);
  }

  private Future<Integer> deliver(String tweet) {
    return client
        .request(HttpMethod.POST, gateway.port(), "127.0.0.1", "/api/webhooks/twitter")
        .compose(
            request ->
                request
                    .putHeader("X-API-Key", GatewayWorld.WEBHOOK_KEY)
                    .putHeader("Connection", "close")
                    .send(delivery("brand", tweet).encode())
                    .map(response -> response.statusCode()));
  }

  @Test
  void whoListensOnAnyOfThemHears() {
    List<Future<String>> heard = new ArrayList<>();
    for (int listener = 0; listener < 2 * LOOPS; listener++) {
      heard.add(
          client
              .request(HttpMethod.GET, gateway.port(), "127.0.0.1", "/api/events?for=300")
              .compose(EventLoopsTest::listen));
    }
    // All have been greeted before something happens.
    await(Future.all(heard).timeout(10, java.util.concurrent.TimeUnit.SECONDS));

    assertThat(heard).allMatch(text -> text.result().contains("hello"));
    await(gateway.undeploy());
  }

  /** The first piece of a stream. */
  private static Future<String> listen(HttpClientRequest request) {
    return request
        .putHeader("Authorization", "Bearer " + GatewayWorld.ADMIN_KEY)
        .send()
        .compose(
            response ->
                Future.future(
                    first -> {
                      var text = new StringBuilder();
                      response.handler(
                          piece -> {
                            text.append(piece);
                            if (text.toString().contains("hello")) {
                              first.tryComplete(text.toString());
                            }
                          });
                    }));
  }

  /** A body of some megabytes is taken in while others are answered. */
  @Test
  void largeDeliveriesAreTakenIn() {
    world.zone("brand");
    var tweets = new JsonArray();
    for (int tweet = 0; tweet < 2_000; tweet++) {
      JsonArray one = delivery("brand", Integer.toString(1_000 + tweet)).getJsonArray("tweets");
      tweets.add(one.getJsonObject(0).put("text", "x".repeat(200)));
    }
    JsonObject large = new JsonObject().put("rule_id", "brand").put("tweets", tweets);
    assertThat(large.encode().length()).isGreaterThan(512 * 1024);

    assertThat(world.webhook().send(large).ok().getInteger("created")).isEqualTo(2_000);
    world.webhook().send("{\"tweets\":[" + " ".repeat(300 * 1024)).problem(400, "malformed-body");
    world
        .webhook()
        .send(
            new JsonObject()
                .put("event_type", "test_webhook_url")
                .put("pad", "x".repeat(300 * 1024)))
        .ok();
    world
        .webhook()
        .send(
            new JsonObject()
                .put("rule_id", "r".repeat(300))
                .put("tweets", new JsonArray())
                .put("pad", "x".repeat(300 * 1024)))
        .problem(400, "malformed-body");
  }
}
