package io.tidemark.upstream;

import static io.tidemark.boot.TestFoundation.await;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server that answers as the test says, and a client for it. */
final class Platform implements AutoCloseable {

  final AtomicInteger requests = new AtomicInteger();

  private final HttpServer server;
  private final WebClient client;

  Platform(Vertx vertx, Handler<HttpServerRequest> answers) {
    this(vertx, new HttpServerOptions(), answers);
  }

  Platform(Vertx vertx, HttpServerOptions options, Handler<HttpServerRequest> answers) {
    server =
        await(
            vertx
                .createHttpServer(options)
                .requestHandler(
                    request -> {
                      requests.incrementAndGet();
                      answers.handle(request);
                    })
                .listen(0, "127.0.0.1"));
    // More connections than lanes, or the pool would do their work.
    client =
        WebClient.create(vertx, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(100));
  }

  /** Answers every request with a status. */
  static Handler<HttpServerRequest> status(int code) {
    return request -> request.response().setStatusCode(code).end("{}");
  }

  HttpRequest<Buffer> request() {
    return client.get(server.actualPort(), "127.0.0.1", "/tweets");
  }

  HttpRequest<Buffer> post() {
    return client.post(server.actualPort(), "127.0.0.1", "/tweets");
  }

  int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    client.close();
    await(server.close());
  }
}
