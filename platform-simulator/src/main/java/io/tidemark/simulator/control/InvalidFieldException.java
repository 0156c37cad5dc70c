package io.tidemark.simulator.control;

/** The caller sent an invalid field. The message is a sentence that names it. */
final class InvalidFieldException extends RuntimeException {

  private final String field;

  InvalidFieldException(String field, String message) {
    super(message);
    this.field = field;
  }

  String field() {
    return field;
  }
}
