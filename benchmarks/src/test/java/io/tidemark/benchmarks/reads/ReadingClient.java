package io.tidemark.benchmarks.reads;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.tidemark.benchmarks.environment.BenchmarkEnvironment;
import io.tidemark.gateway.Gateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** A gateway, and a caller with a key for the busy zone and a small one. */
final class ReadingClient implements AutoCloseable {

  private static final String ADMIN = "a-key-that-may-do-everything";

  static final Map<String, String> SETTINGS =
      Map.of(
          "TIDEMARK_HTTP_HOST", "127.0.0.1",
          "TIDEMARK_HTTP_PORT", "0",
          "TIDEMARK_ADMIN_KEY", ADMIN);

  private final Vertx vertx = Vertx.vertx();
  private final WebClient client = WebClient.create(vertx);
  private final Gateway gateway;
  private String key = "";

  ReadingClient(BenchmarkEnvironment environment) {
    gateway = await(Gateway.deploy(environment.app()));
  }

  /** Waits for the whole answer. */
  void read(String path) {
    if (key.isEmpty()) {
      key = limited();
    }
    var response =
        await(
            client
                .get(gateway.port(), "127.0.0.1", path)
                .putHeader("Authorization", "Bearer " + key)
                .send());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(
          "%s was answered %d: %s".formatted(path, response.statusCode(), response.bodyAsString()));
    }
  }

  private String limited() {
    var response =
        await(
            client
                .post(gateway.port(), "127.0.0.1", "/api/keys")
                .putHeader("Authorization", "Bearer " + ADMIN)
                .sendJsonObject(
                    new JsonObject()
                        .put("name", "reader")
                        .put("scopes", new JsonArray().add("read"))
                        .put(
                            "zones",
                            new JsonArray().add(CrowdedZone.ZONE).add(CrowdedZone.SMALL))));
    return response.bodyAsJsonObject().getString("key");
  }

  /** The cursor of the page that begins with tweets received before a time. */
  static String cursor(Instant before) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((before + "/0").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    await(gateway.undeploy());
    client.close();
    await(vertx.close());
  }
}
