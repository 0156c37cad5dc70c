package io.tidemark.simulator.control;

import java.util.Map;

/**
 * What a control route answers.
 *
 * @param body written as JSON
 */
record Reply(int status, Object body) {

  static Reply notFound(String message) {
    return new Reply(404, Map.of("error", "not found", "message", message));
  }

  static Reply badInput(String field, String message) {
    return new Reply(400, Map.of("error", "bad input", "field", field, "message", message));
  }
}
