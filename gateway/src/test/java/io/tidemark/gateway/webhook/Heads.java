package io.tidemark.gateway.webhook;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/** Requests of which the head is sent, and as much of the body as a test likes. */
final class Heads implements AutoCloseable {

  /**
   * @param answer listened to from the beginning: it may come before the body
   */
  record Sent(HttpClientRequest request, Future<Answer> answer) {
    int status() {
      return await(answer).status();
    }
  }

  private final GatewayWorld world;
  private final HttpClient client;

  Heads(GatewayWorld world) {
    this.world = world;
    this.client = world.stores.vertx().createHttpClient();
  }

  /**
   * @param bytes of the body that is announced
   */
  Sent send(String operation, String path, Map<String, String> headers, int bytes) {
    HttpClientRequest request =
        await(client.request(HttpMethod.POST, world.api.gateway().port(), "127.0.0.1", path));
    request.putHeader("Content-Length", Integer.toString(bytes));
    headers.forEach(request::putHeader);
    Future<Answer> answer = world.api.inContractLater(operation, request.response());
    await(request.sendHead());
    return new Sent(request, answer);
  }

  @Override
  public void close() {
    await(client.close());
  }
}
