package io.tidemark.standalone.process;

/** A stop signal arrived before the process was ready. */
public final class StoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped before it was ready", null, false, false);
  }
}
