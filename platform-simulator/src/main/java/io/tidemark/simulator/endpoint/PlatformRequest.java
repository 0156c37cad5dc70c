package io.tidemark.simulator.endpoint;

import io.tidemark.simulator.switches.Switches;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One platform call inside the door.
 *
 * @param faults as they were when the call arrived
 * @param window where the caller stands with its rate limit; absent when there is none
 * @param random chance that is repeatable for a seed and an order of calls
 */
public record PlatformRequest(
    RoutingContext http,
    String endpoint,
    Switches faults,
    Instant now,
    @Nullable RateWindow window,
    SeededRandom random) {

  public HttpServerRequest raw() {
    return http.request();
  }

  /** A query parameter, or the empty text. */
  public String query(String name) {
    String value = http.queryParams().get(name);
    return value == null ? "" : value;
  }

  /** The body as a JSON object; empty when it is none. */
  public JsonObject body() {
    try {
      JsonObject body = http.body().asJsonObject();
      return body == null ? new JsonObject() : body;
    } catch (DecodeException | ClassCastException e) {
      return new JsonObject();
    }
  }
}
