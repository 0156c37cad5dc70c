package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sockets that only are held are closed, on a clock of the test; those that are answered stay. */
class ConnectionsTest {

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong();
  private final Connections connections = new Connections(now::get);
  private final Promise<Void> asked = Promise.promise();
  private final Promise<Void> mayAnswer = Promise.promise();
  private final HttpServer server = serve();

  private HttpServer serve() {
    Router router = Router.router(vertx);
    router.route().order(-3).handler(connections);
    router.get("/quick").handler(request -> request.end("done"));
    router
        .get("/long")
        .handler(
            request -> {
              asked.tryComplete();
              mayAnswer.future().onSuccess(now -> request.end("done"));
            });
    router
        .get("/events")
        .handler(
            request -> {
              request.response().setChunked(true).write(": alive\n\n");
              asked.tryComplete();
            });
    return await(
        vertx
            .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
            .connectionHandler(connections::opened)
            .requestHandler(router)
            .listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private record Caller(NetSocket socket, Promise<Void> closed, Buffer heard) {
    boolean isClosed() {
      return closed.future().isComplete();
    }
  }

  private Caller call(String sent) {
    int before = connections.count();
    NetSocket socket = await(vertx.createNetClient().connect(server.actualPort(), "127.0.0.1"));
    var caller = new Caller(socket, Promise.promise(), Buffer.buffer());
    socket.closeHandler(closed -> caller.closed().tryComplete());
    socket.handler(caller.heard()::appendBuffer);
    if (!sent.isEmpty()) {
      await(socket.write(sent));
    }
    until(() -> connections.count() > before);
    return caller;
  }

  private static void until(BooleanSupplier condition) {
    long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(giveUp);
      Thread.onSpinWait();
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
    connections.sweep();
  }

  @Test
  void aConnectionWithoutAWholeHeadIsClosedAfterTenSeconds() {
    Caller silent = call("");
    Caller half = call("GET /quick HTTP/1.1\r\nHost: a\r\nX-Slow: ");

    pass(Duration.ofSeconds(9));
    assertThat(connections.count()).isEqualTo(2);
    pass(Duration.ofSeconds(1));

    await(silent.closed().future());
    await(half.closed().future());
    until(() -> connections.count() == 0);
  }

  @Test
  void anIdleConnectionIsClosedAMinuteAfterItsLastAnswer() {
    Caller idle = call("GET /quick HTTP/1.1\r\nHost: a\r\n\r\n");
    until(() -> idle.heard().toString().endsWith("done"));

    pass(Duration.ofSeconds(59));
    await(idle.socket().write("GET /quick HTTP/1.1\r\nHost: a\r\n\r\n"));
    until(() -> idle.heard().toString().split("done", -1).length == 3);
    pass(Duration.ofSeconds(59));
    assertThat(idle.isClosed()).isFalse();
    assertThat(connections.count()).isOne();

    pass(Duration.ofSeconds(1));
    await(idle.closed().future());
  }

  @Test
  void aRequestThatIsAnsweredLateIsWaitedFor() {
    Caller waiting = call("GET /long HTTP/1.1\r\nHost: a\r\n\r\n");
    await(asked.future());

    pass(Duration.ofMinutes(6));
    mayAnswer.complete();

    until(() -> waiting.heard().toString().endsWith("done"));
    pass(Duration.ofSeconds(59));
    assertThat(waiting.isClosed()).isFalse();
  }

  @Test
  void aStreamOfEventsIsNotIdle() {
    Caller listener = call("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
    await(asked.future());

    pass(Duration.ofMinutes(6));

    assertThat(connections.count()).isOne();
    assertThat(listener.isClosed()).isFalse();
    // How the listener leaves is not the subject; a close failed once beside a load.
    await(listener.socket().close().otherwiseEmpty());
    until(() -> connections.count() == 0);
  }
}
