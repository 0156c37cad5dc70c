package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.faults.GraphErrorKind;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A refusal of the Graph API. It is thrown because an error in one metric of one media fails the
 * whole request.
 */
final class GraphException extends RuntimeException {

  private static final DateTimeFormatter CALIFORNIAN =
      DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss zzz", Locale.US)
          .withZone(ZoneId.of("America/Los_Angeles"));

  private final transient JsonObject error;

  private GraphException(JsonObject error) {
    super(error.getString("message"), null, false, false);
    this.error = error;
  }

  /** Always HTTP 400: clients distinguish errors by their code. */
  PlatformResponse answer() {
    return answer(400);
  }

  PlatformResponse answer(int status) {
    return PlatformResponse.of(status, new JsonObject().put("error", error));
  }

  static GraphException as(GraphErrorKind kind) {
    JsonObject error = error(kind.code(), "OAuthException", kind.message());
    if (kind.subcode() != null) {
      error.put("error_subcode", kind.subcode());
    }
    if (kind.isTransient()) {
      error.put("is_transient", true);
    }
    return new GraphException(error);
  }

  /** Invalid parameters; the message contains the code. */
  static GraphException parameter(String message) {
    return new GraphException(error(100, "OAuthException", "(#100) " + message));
  }

  /** Deleted and forbidden objects look the same. */
  static GraphException notFound(String id) {
    return new GraphException(
        error(
                100,
                "GraphMethodException",
                ("Unsupported get request. Object with ID '%s' does not exist, cannot be loaded due"
                        + " to missing permissions, or does not support this operation. Please read"
                        + " the Graph API documentation at"
                        + " https://developers.facebook.com/docs/graph-api")
                    .formatted(id))
            .put("error_subcode", 33));
  }

  static GraphException unknownAliases(List<String> aliases) {
    return new GraphException(
        error(
            803,
            "OAuthException",
            "(#803) Some of the aliases you requested do not exist: " + String.join(",", aliases)));
  }

  static GraphException beforeConversion() {
    return new GraphException(
        error(100, "OAuthException", "Invalid parameter")
            .put("error_subcode", 2_108_006)
            .put("is_transient", false)
            .put("error_user_title", "Media posted before business account conversion")
            .put(
                "error_user_msg",
                "The media was posted before the most recent time that the user's account was"
                    + " converted to a business account from a personal account."));
  }

  static GraphException tooFewViewers() {
    return new GraphException(
        error(10, "OAuthException", "(#10) Not enough viewers for the media to show insights"));
  }

  /** The batch is too large; fewer parts succeed. */
  static GraphException tooMuch() {
    return new GraphException(
        error(
            1,
            "OAuthException",
            "Please reduce the amount of data you're asking for, then retry your request"));
  }

  /** The node has no such field or edge. */
  static GraphException noField(String field, String type) {
    return parameter(
        "Tried accessing nonexisting field (%s) on node type (%s)".formatted(field, type));
  }

  static GraphException unknownToken() {
    return new GraphException(
        error(190, "OAuthException", "Invalid OAuth access token - Cannot parse access token"));
  }

  static GraphException expired(Instant end, Instant now) {
    return new GraphException(
        error(
                190,
                "OAuthException",
                "Error validating access token: Session has expired on %s. The current time is %s."
                    .formatted(CALIFORNIAN.format(end), CALIFORNIAN.format(now)))
            .put("error_subcode", 463));
  }

  private static JsonObject error(int code, String type, String message) {
    return new JsonObject()
        .put("message", message)
        .put("type", type)
        .put("code", code)
        .put("fbtrace_id", "A%08x".formatted(message.hashCode()));
  }
}
