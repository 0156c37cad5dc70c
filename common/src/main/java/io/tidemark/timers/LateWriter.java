package io.tidemark.timers;

/** The lease ran out and somebody else claimed the work; what was done must not be written. */
public final class LateWriter extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LateWriter(String kind, long claims) {
    super(
        "%d claims of kind %s were taken over before they were completed".formatted(claims, kind));
  }
}
