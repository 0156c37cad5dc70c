package io.tidemark.simulator.control;

import io.tidemark.clock.WorldClock;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The control routes that all kinds of simulated objects have. */
abstract class ObjectRoutes<T> {

  private final WorldClock clock;
  private final String kind;
  private final String parameter;

  /**
   * @param kind as named in the sentence of a 404
   * @param parameter path parameter that holds the id
   */
  ObjectRoutes(WorldClock clock, String kind, String parameter) {
    this.clock = clock;
    this.kind = kind;
    this.parameter = parameter;
  }

  abstract Optional<T> find(String id);

  /** The object as JSON. */
  abstract Map<String, Object> view(T object, Instant now);

  ControlResponse show(RoutingContext http) {
    return replace(http, object -> object);
  }

  /** Changes the object and responds with its new state; 404 when there is none. */
  ControlResponse change(RoutingContext http, Consumer<T> change) {
    return replace(
        http,
        object -> {
          change.accept(object);
          return object;
        });
  }

  /** As {@link #change}, for objects that a change replaces. */
  ControlResponse replace(RoutingContext http, UnaryOperator<T> change) {
    String id = http.pathParam(parameter);
    return find(id)
        .map(object -> new ControlResponse(200, view(change.apply(object), clock.instant())))
        .orElseGet(
            () -> ControlResponse.notFound("there is no simulated %s %s".formatted(kind, id)));
  }
}
