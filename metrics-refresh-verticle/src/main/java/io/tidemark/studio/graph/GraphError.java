package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.studio.calls.Secrets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error of the Graph API (Graph API documentation, Handle Errors). Code and subcode have the
 * meaning; the HTTP status is nearly always 400, and the type is OAuthException for every kind of
 * error.
 *
 * @param message without any token
 */
public record GraphError(long code, long subcode, String message, boolean isTransient) {

  private static final Pattern NO_FIELD =
      Pattern.compile("non-?existing field \\(([A-Za-z0-9_]{1,100})\\)", Pattern.CASE_INSENSITIVE);

  enum Meaning {
    /** Deleted or no longer visible to us: the platform does not distinguish them. */
    GONE_OR_HIDDEN,
    /** The id does not exist. */
    UNKNOWN_ALIAS,
    /** The media is older than the business account: it never gets insights. */
    BEFORE_BUSINESS,
    BAD_METRIC,
    /** The node has no such field or edge, which {@link #field} names. */
    NO_FIELD,
    /** The request is too large: a smaller one is answered. */
    TOO_MUCH,
    /** Too few viewers for the platform to publish numbers. */
    TOO_FEW,
    TOKEN,
    PERMISSION,
    /** The rate limit of the app, which covers all accounts. */
    APP_THROTTLED,
    THROTTLED,
    POLICY,
    TRANSIENT,
    OTHER
  }

  static Optional<GraphError> in(JsonNode body, String token) {
    JsonNode error = body.path("error");
    if (!error.isObject()) {
      return Optional.empty();
    }
    String title = error.path("error_user_title").asText();
    String message = error.path("message").asText(title.isEmpty() ? "no message" : title);
    return Optional.of(
        new GraphError(
            error.path("code").asLong(),
            error.path("error_subcode").asLong(),
            // Kept long, because it names metrics; shortened when it is shown.
            Secrets.without(error, token).path("message").asText(message),
            error.path("is_transient").asBoolean()));
  }

  Meaning meaning() {
    if (code >= 200 && code <= 299) {
      return Meaning.PERMISSION;
    }
    return switch ((int) Math.clamp(code, -1, 1_000_000)) {
      case 1, 2 ->
          message.toLowerCase(Locale.ROOT).contains("reduce the amount of data")
              ? Meaning.TOO_MUCH
              : Meaning.TRANSIENT;
      case 4 -> Meaning.APP_THROTTLED;
      case 17, 32, 341, 613, 80_001, 80_002 -> Meaning.THROTTLED;
      case 10 ->
          message.toLowerCase(Locale.ROOT).contains("not enough viewers")
              ? Meaning.TOO_FEW
              : Meaning.PERMISSION;
      case 100 -> ofParameter();
      case 102, 190 -> Meaning.TOKEN;
      case 368 -> Meaning.POLICY;
      case 803 -> Meaning.UNKNOWN_ALIAS;
      default -> isTransient ? Meaning.TRANSIENT : Meaning.OTHER;
    };
  }

  private Meaning ofParameter() {
    if (subcode == 33) {
      return Meaning.GONE_OR_HIDDEN;
    }
    if (subcode == 2_108_006) {
      return Meaning.BEFORE_BUSINESS;
    }
    if (field().isPresent()) {
      return Meaning.NO_FIELD;
    }
    String said = message.toLowerCase(Locale.ROOT);
    if (said.contains("requires the '") && said.contains("permission")) {
      return Meaning.PERMISSION;
    }
    if (said.contains("metric")) {
      return Meaning.BAD_METRIC;
    }
    return isTransient ? Meaning.TRANSIENT : Meaning.OTHER;
  }

  /** The field or edge that the node lacks; empty for any other error. */
  Optional<String> field() {
    Matcher named = NO_FIELD.matcher(message);
    return named.find() ? Optional.of(named.group(1)) : Optional.empty();
  }

  /** The text for logs and rows. */
  public String sentence() {
    String number = subcode == 0 ? Long.toString(code) : code + "/" + subcode;
    return "the Graph API says " + number + ": " + Secrets.excerpt(message, "");
  }
}
