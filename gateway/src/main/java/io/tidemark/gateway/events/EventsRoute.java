package io.tidemark.gateway.events;

import io.tidemark.access.Caller;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.requests.Parameters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** {@code /api/events}: server-sent events. */
public final class EventsRoute {

  private static final int COME_BACK_SECONDS = 10;

  private final Listeners listeners;

  public EventsRoute(Listeners listeners) {
    this.listeners = listeners;
  }

  public void stream(RoutingContext request) {
    int seconds = Parameters.number(request, "for", 300);
    Caller caller = Callers.of(request);
    if (!listeners.reservePlace()) {
      throw Problem.unavailable("Too many streams are open already.", COME_BACK_SECONDS);
    }
    HttpServerResponse response = request.response();
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Accel-Buffering", "no")
        // No compression: the encoder would hold an event back until a block is full.
        .putHeader("Content-Encoding", "identity");
    listeners.join(
        response,
        caller,
        request.request().getHeader("Last-Event-ID"),
        Duration.ofSeconds(seconds));
  }
}
