package io.tidemark.simulator.control;

/** What a caller sent cannot be used; the message is a sentence that names the field. */
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
