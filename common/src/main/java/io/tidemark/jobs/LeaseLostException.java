package io.tidemark.jobs;

/** A lease ran out and another process has claimed the job: what was done must not be written. */
public final class LeaseLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LeaseLostException(String kind, long claims) {
    super(
        "%d claims of kind %s were taken over before they were completed".formatted(claims, kind));
  }
}
