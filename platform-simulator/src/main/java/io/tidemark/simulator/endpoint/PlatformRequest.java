package io.tidemark.simulator.endpoint;

import io.tidemark.simulator.faults.PlatformFaults;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of a simulated platform.
 *
 * @param faults the faults at the time of arrival
 * @param window the state of the rate limit; null when there is none
 * @param random randomness that is repeatable for a seed and an order of calls
 */
public record PlatformRequest(
    RoutingContext http,
    String endpoint,
    PlatformFaults faults,
    Instant now,
    @Nullable RateWindow window,
    SeededRandom random) {

  public HttpServerRequest raw() {
    return http.request();
  }

  /** A query parameter, or the empty string. */
  public String query(String name) {
    String value = http.queryParams().get(name);
    return value == null ? "" : value;
  }

  /** The body as a JSON object; an empty object when the body is not one. */
  public JsonObject body() {
    try {
      JsonObject body = http.body().asJsonObject();
      return body == null ? new JsonObject() : body;
    } catch (DecodeException | ClassCastException e) {
      return new JsonObject();
    }
  }
}
