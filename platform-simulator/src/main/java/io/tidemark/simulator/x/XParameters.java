package io.tidemark.simulator.x;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The query parameters of one X call. X rejects unknown parameters and reports all errors at once:
 * an endpoint reads all its parameters, then checks {@link #refusal()}.
 */
final class XParameters {

  private final PlatformRequest request;
  private final List<JsonObject> errors = new ArrayList<>();

  private XParameters(PlatformRequest request) {
    this.request = request;
  }

  /** Accepts these parameters and the field lists of the current dialect only. */
  static XParameters of(PlatformRequest request, Set<String> known) {
    XParameters parameters = new XParameters(request);
    List<String> accepted = new ArrayList<>(known);
    accepted.sort(null);
    accepted.addAll(List.of(request.faults().x().xDialect().fieldsParameter(), "expansions"));
    accepted.addAll(List.of("user.fields", "media.fields", "poll.fields", "place.fields"));
    for (String name : request.http().queryParams().names()) {
      if (!accepted.contains(name)) {
        parameters.error(
            name,
            request.query(name),
            "The query parameter [%s] is not one of [%s]"
                .formatted(name, String.join(",", accepted)));
      }
    }
    return parameters;
  }

  void error(String name, String value, String message) {
    errors.add(XProblems.parameter(name, value, message));
  }

  /** The refusal; empty when all parameters are valid. */
  Optional<PlatformResponse> refusal() {
    return errors.isEmpty()
        ? Optional.empty()
        : Optional.of(PlatformResponse.of(400, XProblems.invalid(request, errors)));
  }

  /** A list of 1 to 100 distinct values, each matching the pattern. */
  List<String> list(String name, String pattern) {
    String whole = request.query(name);
    List<String> values = Arrays.stream(whole.split(",")).distinct().toList();
    if (whole.isEmpty()) {
      error(name, "", "The `%s` query parameter can not be empty".formatted(name));
    } else if (whole.split(",").length > 100) {
      error(
          name,
          whole,
          "The number of values in the `%s` query parameter list [%d] is not between 1 and 100"
              .formatted(name, whole.split(",").length));
    } else {
      for (String value : values) {
        if (!value.matches(pattern) || request.faults().content().poisonIds().contains(value)) {
          error(name, whole, mismatch(name, value, pattern));
        }
      }
    }
    return values;
  }

  static String mismatch(String name, String value, String pattern) {
    return "The `%s` query parameter value [%s] does not match ^%s$"
        .formatted(name, value, pattern);
  }

  /** The requested fields, which must be among the allowed ones. */
  Set<String> fields(String name, Set<String> allowed) {
    if (request.query(name).isEmpty()) {
      return Set.of();
    }
    Set<String> asked = Set.copyOf(Arrays.asList(request.query(name).split(",")));
    for (String field : asked) {
      if (!allowed.contains(field)) {
        error(
            name,
            request.query(name),
            "The `%s` query parameter value [%s] is not one of [%s]"
                .formatted(name, field, String.join(",", allowed.stream().sorted().toList())));
      }
    }
    return asked;
  }

  int number(String name, int least, int most, int otherwise) {
    String value = request.query(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (value.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    error(
        name,
        value,
        "The `%s` query parameter value [%s] is not between %d and %d"
            .formatted(name, value, least, most));
    return otherwise;
  }

  Instant instant(String name, Instant otherwise) {
    String value = request.query(name);
    try {
      return value.isEmpty() ? otherwise : Instant.parse(value);
    } catch (DateTimeParseException e) {
      error(
          name,
          value,
          "Invalid '%s':'%s'. '%s' must be a RFC 3339 date-time".formatted(name, value, name));
      return otherwise;
    }
  }
}
