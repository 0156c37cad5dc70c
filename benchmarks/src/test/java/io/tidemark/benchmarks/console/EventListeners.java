package io.tidemark.benchmarks.console;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Open consoles, each on its own connection, that count received events. */
final class EventListeners implements AutoCloseable {

  private final HttpClient client;
  private final List<AtomicLong> received = new ArrayList<>();
  private final List<HttpClientRequest> requests = new ArrayList<>();

  /**
   * Connects all listeners; returns when each has received the greeting.
   *
   * @param key a key with access to all events
   */
  EventListeners(Vertx vertx, int port, int size, String key) {
    client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(Math.max(1, size)));
    List<Future<?>> joined = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      var count = new AtomicLong();
      received.add(count);
      joined.add(
          client
              .request(HttpMethod.GET, port, "127.0.0.1", "/api/events?for=3600")
              .compose(
                  request -> {
                    requests.add(request);
                    return request.putHeader("Authorization", "Bearer " + key).send();
                  })
              .map(response -> receive(response, count)));
    }
    await(Future.all(joined));
  }

  private static HttpClientResponse receive(HttpClientResponse response, AtomicLong count) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException("a listener was answered " + response.statusCode());
    }
    return response.handler(
        RecordParser.newDelimited(
            "\n\n",
            event -> {
              if (event.toString().startsWith("event: polled")) {
                count.incrementAndGet();
              }
            }));
  }

  /** The minimum number of poll events that a listener received. */
  long fewestReceived() {
    return received.stream().mapToLong(AtomicLong::get).min().orElse(0);
  }

  @Override
  public void close() {
    requests.forEach(HttpClientRequest::reset);
    await(client.close());
  }
}
