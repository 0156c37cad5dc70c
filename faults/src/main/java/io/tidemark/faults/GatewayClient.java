package io.tidemark.faults;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** A client of the gateway's HTTP API. */
final class GatewayClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final String gateway;
  private final String key;

  GatewayClient(String gateway, String key) {
    this.gateway = gateway;
    this.key = key;
  }

  void create(String path, String body) throws InterruptedException {
    HttpResponse<String> response = call("POST", path, body);
    if (response.statusCode() != 201) {
      throw new IllegalStateException(
          "%s answered %d: %s".formatted(path, response.statusCode(), response.body()));
    }
  }

  /** Maps a rule to a zone. */
  void map(String rule, String zone) throws InterruptedException {
    create("/api/twitter/rules", "{\"rule_id\":\"%s\",\"zone_id\":\"%s\"}".formatted(rule, zone));
  }

  /** Refreshes a tweet by our id or the platform's, and returns the status of the response. */
  int refresh(long tweet) throws InterruptedException {
    return call("POST", "/api/twitter/tweets/" + tweet + "/refresh", "").statusCode();
  }

  /**
   * Processes that do not answer the gateway over the event bus; some of them may have just died.
   */
  List<String> unanswered() throws InterruptedException {
    HttpResponse<String> budgets = call("GET", "/api/budgets", "");
    if (budgets.statusCode() != 200) {
      throw new IllegalStateException("/api/budgets answered " + budgets.statusCode());
    }
    return new JsonObject(budgets.body())
        .getJsonArray("unanswered").stream().map(String::valueOf).toList();
  }

  private HttpResponse<String> call(String method, String path, String body)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .timeout(TIMEOUT)
            .method(method, BodyPublishers.ofString(body))
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(path + " was not answered", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
