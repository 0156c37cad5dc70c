package io.tidemark.gateway.answers;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.jackson.DatabindCodec;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON answers: their components, in snake_case, are the properties of
 * openapi.yaml, unless they are annotated otherwise. Instants are RFC 3339 in UTC; enums are in
 * lower case; null is written as null.
 */
public final class ApiJson {

  private static final ObjectMapper MAPPER =
      DatabindCodec.mapper()
          .copy()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .setVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .configure(EnumFeature.WRITE_ENUMS_TO_LOWERCASE, true);

  private static final String ANSWERED = "tidemark.answered";

  private ApiJson() {}

  /** Answers 200. */
  public static void ok(RoutingContext request, Object body) {
    answer(request, 200, body);
  }

  /** Answers with a status and a body. */
  public static void answer(RoutingContext request, int status, Object body) {
    String text = text(body);
    request.put(ANSWERED, text);
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(text);
  }

  /** The body that a request was answered with; null before, and where the answer has none. */
  public static @Nullable String answered(RoutingContext request) {
    return request.get(ANSWERED);
  }

  /** Answers 200 with the result; a failure fails the request. */
  public static void respond(RoutingContext request, Future<?> body) {
    respond(request, 200, body);
  }

  /** Answers with a status and the result; a failure fails the request. */
  public static void respond(RoutingContext request, int status, Future<?> body) {
    body.map(
            result -> {
              answer(request, status, result); // within the future, so that a defect is answered
              return status;
            })
        .onFailure(request::fail);
  }

  /** Answers 204 when the work is done; a failure fails the request. */
  public static void respondEmpty(RoutingContext request, Future<?> work) {
    work.onSuccess(done -> request.response().setStatusCode(204).end()).onFailure(request::fail);
  }

  /**
   * Answers 204 when something was removed; a failure fails the request.
   *
   * @param none the problem when there was nothing to remove
   */
  public static void respondRemoved(
      RoutingContext request, Future<Boolean> removed, Supplier<? extends Throwable> none) {
    respondEmpty(
        request,
        removed.compose(
            found -> found ? Future.succeededFuture() : Future.failedFuture(none.get())));
  }

  /** A body as it is sent. */
  public static String text(Object body) {
    try {
      return MAPPER.writeValueAsString(body);
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException(body.getClass() + " cannot be written as JSON", defect);
    }
  }
}
