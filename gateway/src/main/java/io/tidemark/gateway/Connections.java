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
 * Closes the connections that only hold a socket: those that have not sent a first head in 10
 * seconds, and those without a request for 60. One whose request is being answered is never closed,
 * however long that takes. Used by all event loops that serve.
 *
 * <p>For servers without HTTP/2 in clear text: those make no connection of a socket before its
 * first bytes have come.
 */
final class Connections implements Handler<RoutingContext> {

  static final Duration FIRST_HEAD = Duration.ofSeconds(10);
  static final Duration IDLE = Duration.ofSeconds(60);

  private static final class Open {
    final AtomicInteger requests = new AtomicInteger();
    volatile long until;

    Open(long until) {
      this.until = until;
    }
  }

  private final LongSupplier nanoTime;

  private final Map<HttpConnection, Open> all = new ConcurrentHashMap<>();

  /**
   * @param nanoTime as {@link System#nanoTime()}
   */
  Connections(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A connection was opened, whether something came over it or not. */
  void opened(HttpConnection connection) {
    all.put(connection, new Open(nanoTime.getAsLong() + FIRST_HEAD.toNanos()));
    connection.closeHandler(closed -> all.remove(connection));
  }

  /** A head has arrived. */
  @Override
  public void handle(RoutingContext request) {
    Open open = all.get(request.request().connection());
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

  /** Closes those whose time is over; to be called every second or so. */
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
