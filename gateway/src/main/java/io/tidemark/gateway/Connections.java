package io.tidemark.gateway;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Closes idle connections: those that have not sent a first request head within 10 seconds, and
 * those without a request for 60. A connection whose request is being answered is never closed.
 * Shared by all serving event loops.
 *
 * <p>Requires servers without clear-text HTTP/2: with it, Vert.x reports a connection only after
 * its first bytes.
 */
final class Connections implements Handler<RoutingContext> {

  static final Duration FIRST_HEAD = Duration.ofSeconds(10);
  static final Duration IDLE = Duration.ofSeconds(60);

  private static final class OpenConnection {
    final AtomicInteger requests = new AtomicInteger();
    volatile long until;

    OpenConnection(long until) {
      this.until = until;
    }
  }

  private final LongSupplier nanoTime;

  private final Map<HttpConnection, OpenConnection> all = new ConcurrentHashMap<>();

  /**
   * @param nanoTime as {@link System#nanoTime()}
   */
  Connections(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Registers a new connection, before anything was received. */
  void opened(HttpConnection connection) {
    all.put(connection, new OpenConnection(nanoTime.getAsLong() + FIRST_HEAD.toNanos()));
    connection.closeHandler(closed -> all.remove(connection));
  }

  /** Records a request head. */
  @Override
  public void handle(RoutingContext request) {
    OpenConnection open = all.get(request.request().connection());
    if (open != null) {
      open.requests.incrementAndGet();
      request.addEndHandler(
          ended -> {
            open.until = nanoTime.getAsLong() + IDLE.toNanos();
            open.requests.decrementAndGet();
          });
    }
    request.next();
  }

  /** Closes connections whose time is over; call it about once a second. */
  void sweep() {
    long now = nanoTime.getAsLong();
    all.forEach(
        (connection, open) -> {
          if (open.requests.get() == 0 && now - open.until >= 0) {
            connection.close();
          }
        });
  }

  int count() {
    return all.size();
  }
}
