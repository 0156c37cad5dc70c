package io.tidemark.gateway.problems;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A rejected or failed request, answered with a problem document (RFC 9457). {@code
 * docs/problems.md} lists the types, which are stable.
 */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The problem types; their names are stable. */
  public enum Type {
    INVALID_REQUEST(400, "The request is not valid"),
    MALFORMED_BODY(400, "The body cannot be read"),
    KEY_REQUIRED(401, "A valid key is required"),
    NOT_ALLOWED(403, "The key does not allow this"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    BODY_TOO_SLOW(408, "The body did not arrive in time"),
    CONFLICT(409, "Conflict with the current state"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The content type is not supported"),
    OVER_QUOTA(429, "The quota is used up"),
    TOO_MANY_ATTEMPTS(429, "Too many attempts"),
    INTERNAL(500, "Internal error"),
    UNAVAILABLE(503, "Temporarily unavailable");

    private final int status;
    private final String title;

    Type(int status, String title) {
      this.status = status;
      this.title = title;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** The URI of the type. */
    public String uri() {
      return "urn:tidemark:problem:" + word();
    }

    /** The last part of the URI. */
    String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  private final Type type;
  private final transient List<?> errors;
  private final long retryAfterSeconds;

  private Problem(Type type, String detail, List<?> errors, long retryAfterSeconds) {
    super(detail, null, false, false);
    this.type = type;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** A request that fails again when it is repeated as it is. */
  public static Problem of(Type type, String detail) {
    return new Problem(type, detail, List.of(), 0);
  }

  /** A request with several errors, which are the {@code errors} of the document. */
  public static Problem of(Type type, String detail, List<?> errors) {
    return new Problem(type, detail, errors, 0);
  }

  /** A valid request that may be retried after so many seconds. */
  public static Problem unavailable(String detail, long retryAfterSeconds) {
    return later(Type.UNAVAILABLE, detail, retryAfterSeconds);
  }

  /** A request that may succeed after so many seconds. */
  public static Problem later(Type type, String detail, long retryAfterSeconds) {
    return new Problem(type, detail, List.of(), retryAfterSeconds);
  }

  public Type type() {
    return type;
  }

  /** The {@code errors} of the document. */
  List<?> errors() {
    return errors;
  }

  /** 0 when the answer carries no Retry-After. */
  public long retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /**
   * @param status of the answer; differs from that of the type for QStash
   */
  JsonObject document(int status) {
    var document =
        new JsonObject()
            .put("type", type.uri())
            .put("title", type.title)
            .put("status", status)
            .put("detail", getMessage());
    return errors.isEmpty() ? document : document.put("errors", errors);
  }
}
