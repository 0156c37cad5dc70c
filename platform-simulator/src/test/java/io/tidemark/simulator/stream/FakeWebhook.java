package io.tidemark.simulator.stream;

import static io.tidemark.simulator.RunningSimulator.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The other end of a stream. */
final class FakeWebhook {

  /**
   * @param key the value of {@code X-API-Key}
   */
  record Received(@Nullable String key, JsonObject body) {}

  final List<Received> received = new CopyOnWriteArrayList<>();

  /** The status for the n-th request, from 1. */
  volatile IntUnaryOperator status = request -> 200;

  private final HttpServer server;

  FakeWebhook(Vertx vertx) {
    server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              received.add(
                                  new Received(
                                      request.getHeader("X-API-Key"), body.toJsonObject()));
                              request
                                  .response()
                                  .setStatusCode(status.applyAsInt(received.size()))
                                  .end();
                            }));
    await(server.listen(0, "127.0.0.1"));
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/hook";
  }

  /** All bodies that are deliveries. */
  List<JsonObject> deliveries() {
    return received.stream()
        .map(Received::body)
        .filter(body -> body.getString("event_type").equals("tweet"))
        .toList();
  }
}
