package io.tidemark.simulator.control;

import java.util.Map;

/**
 * The response of a control route.
 *
 * @param body written as JSON
 */
record ControlResponse(int status, Object body) {

  static ControlResponse notFound(String message) {
    return new ControlResponse(404, Map.of("error", "not found", "message", message));
  }

  static ControlResponse badInput(String field, String message) {
    return new ControlResponse(
        400, Map.of("error", "bad input", "field", field, "message", message));
  }
}
