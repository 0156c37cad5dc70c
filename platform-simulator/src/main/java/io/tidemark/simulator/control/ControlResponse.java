package io.tidemark.simulator.control;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The response of a control route.
 *
 * @param body written as JSON
 */
record ControlResponse(int status, Object body) {

  /**
   * Creates objects and lists them under this name.
   *
   * @param count null for one
   * @param most the largest accepted count
   */
  static ControlResponse created(
      String name, @Nullable Integer count, int most, Supplier<Map<String, Object>> create) {
    int wanted = count == null ? 1 : count;
    if (wanted < 1 || wanted > most) {
      throw new InvalidFieldException(
          "count", "count must be between 1 and " + most + ", not " + wanted);
    }
    return new ControlResponse(201, Map.of(name, Stream.generate(create).limit(wanted).toList()));
  }

  static ControlResponse notFound(String message) {
    return new ControlResponse(404, Map.of("error", "not found", "message", message));
  }

  static ControlResponse badInput(String field, String message) {
    return new ControlResponse(
        400, Map.of("error", "bad input", "field", field, "message", message));
  }
}
