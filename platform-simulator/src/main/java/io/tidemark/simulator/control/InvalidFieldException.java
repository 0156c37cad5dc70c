package io.tidemark.simulator.control;

import org.jspecify.annotations.Nullable;

/** The caller sent an invalid field. The message is a sentence that names it. */
final class InvalidFieldException extends RuntimeException {

  private final String field;

  InvalidFieldException(String field, String message) {
    super(message);
    this.field = field;
  }

  /**
   * The value of a required field.
   *
   * @throws InvalidFieldException when it is missing
   */
  static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new InvalidFieldException(field, field + " is missing");
    }
    return value;
  }

  String field() {
    return field;
  }
}
