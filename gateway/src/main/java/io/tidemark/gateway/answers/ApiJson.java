package io.tidemark.gateway.answers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.jackson.DatabindCodec;
import io.vertx.ext.web.RoutingContext;

/**
 * Writes records as JSON answers: their components, in snake_case, are the properties of
 * openapi.yaml. Instants are RFC 3339 in UTC; null is written as null.
 */
public final class ApiJson {

  private static final ObjectMapper MAPPER =
      DatabindCodec.mapper().copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private ApiJson() {}

  /** Answers 200. */
  public static void ok(RoutingContext request, Object body) {
    answer(request, 200, body);
  }

  public static void answer(RoutingContext request, int status, Object body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(text(body));
  }

  static String text(Object body) {
    try {
      return MAPPER.writeValueAsString(body);
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException(body.getClass() + " cannot be written as JSON", defect);
    }
  }
}
