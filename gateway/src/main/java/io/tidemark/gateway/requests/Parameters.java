package io.tidemark.gateway.requests;

import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, which the contract has validated. */
public final class Parameters {

  /** Later than any stored time; Java's latest time is beyond PostgreSQL's. */
  public static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  private Parameters() {}

  private static ValidatedRequest validated(RoutingContext request) {
    return request.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
  }

  /** The text of a path parameter. */
  public static String path(RoutingContext request, String name) {
    return validated(request).getPathParameters().get(name).getString();
  }

  /** A path parameter that is the id of a row. */
  public static long id(RoutingContext request, String name) {
    return validated(request).getPathParameters().get(name).getLong();
  }

  /** The only path parameter, which is the id of a row. */
  public static long id(RoutingContext request) {
    return validated(request).getPathParameters().values().iterator().next().getLong();
  }

  /** The body; empty when the request has none. */
  public static JsonObject body(RoutingContext request) {
    RequestParameter body = validated(request).getBody();
    return body == null || body.isNull() || body.isEmpty()
        ? new JsonObject()
        : body.getJsonObject();
  }

  /**
   * A text of the body without surrounding spaces; empty when it is absent.
   *
   * @throws Problem when it is blank
   */
  public static Optional<String> text(JsonObject body, String field) {
    Optional<String> text = Optional.ofNullable(body.getString(field)).map(String::strip);
    if (text.filter(String::isEmpty).isPresent()) {
      throw Problem.of(Type.INVALID_REQUEST, field + " must not be blank.");
    }
    return text;
  }

  private static Optional<RequestParameter> given(RoutingContext request, String name) {
    return Optional.ofNullable(validated(request).getQuery().get(name))
        .filter(value -> !value.isNull());
  }

  /** The text of a query parameter; null when it is absent. */
  public static @Nullable String query(RoutingContext request, String name) {
    return given(request, name).map(RequestParameter::getString).orElse(null);
  }

  /** The whole number of a query parameter; null when it is absent. */
  public static @Nullable Long number(RoutingContext request, String name) {
    return given(request, name).map(RequestParameter::getLong).orElse(null);
  }

  /**
   * @param otherwise when the query parameter is absent
   */
  public static int number(RoutingContext request, String name, int otherwise) {
    return given(request, name).map(RequestParameter::getInteger).orElse(otherwise);
  }

  /**
   * @param otherwise when the query parameter is absent
   */
  public static double fraction(RoutingContext request, String name, double otherwise) {
    return given(request, name).map(RequestParameter::getDouble).orElse(otherwise);
  }

  /**
   * @param otherwise when the query parameter is absent
   */
  public static boolean flag(RoutingContext request, String name, boolean otherwise) {
    return given(request, name).map(RequestParameter::getBoolean).orElse(otherwise);
  }

  /**
   * A time from 1970 to 9998.
   *
   * @param name of the parameter or field
   * @return null for null
   * @throws Problem that names the parameter when the text is no such time
   */
  public static @Nullable Instant time(String name, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Instant time = Instant.parse(text);
      if (!time.isBefore(Instant.EPOCH) && time.isBefore(NEVER)) {
        return time;
      }
    } catch (DateTimeException unreadable) {
      throw noTime(name);
    }
    throw noTime(name);
  }

  /**
   * A day from 1970 to 9998.
   *
   * @param name of the query parameter
   * @return null when it is absent
   * @throws Problem that names the parameter when the text is no such day
   */
  public static @Nullable LocalDate day(RoutingContext request, String name) {
    String text = query(request, name);
    if (text == null) {
      return null;
    }
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 1970 && day.getYear() < 9999) {
        return day;
      }
    } catch (DateTimeException unreadable) {
      throw noDay(name);
    }
    throw noDay(name);
  }

  private static Problem noDay(String name) {
    return Problem.of(
        Type.INVALID_REQUEST, name + " must be a day from 1970 to 9998, such as 2030-01-31.");
  }

  private static Problem noTime(String name) {
    return Problem.of(
        Type.INVALID_REQUEST,
        name + " must be a time from 1970 to 9998 as in RFC 3339, such as 2030-01-31T12:00:00Z.");
  }
}
