package io.tidemark.access;

import static io.tidemark.boot.TestFoundation.await;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer of tokens: a real HTTP server with a set of keys, which counts who fetches it. */
final class KeyServer implements AutoCloseable {

  final AtomicInteger fetches = new AtomicInteger();

  /** What is answered; a test may change it at any time. */
  volatile Handler<HttpServerRequest> answers = request -> request.response().end("{}");

  private final HttpServer server;

  KeyServer(Vertx vertx) {
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      fetches.incrementAndGet();
                      answers.handle(request);
                    })
                .listen(0, "127.0.0.1"));
  }

  void publish(RSAKey... keys) {
    answer(new JWKSet(List.of(keys)).toString());
  }

  void answer(String body) {
    answers = request -> request.response().end(body);
  }

  void fail() {
    answers = request -> request.response().setStatusCode(503).end("{}");
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/keys?tenant=1";
  }

  @Override
  public void close() {
    await(server.close());
  }
}
