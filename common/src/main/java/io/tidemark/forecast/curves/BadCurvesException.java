package io.tidemark.forecast.curves;

/** A file of curves that cannot be used. The message is one sentence, for people. */
public final class BadCurvesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BadCurvesException(String message) {
    super(message);
  }

  public BadCurvesException(String message, Throwable cause) {
    super(message, cause);
  }
}
