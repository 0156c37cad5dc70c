package io.tidemark.benchmarks.harness;

/** The amount of work of a benchmark. */
public enum Size {
  /** Seconds: checks that the benchmark works. Its figures mean nothing. */
  BRIEF,
  /** Minutes: the source of the table in docs/benchmarks.md. */
  USUAL,
  /** Unbounded: with 100 million rows. */
  FULL;

  /** The value for this size. */
  public <T> T of(T brief, T usual, T full) {
    return switch (this) {
      case BRIEF -> brief;
      case USUAL -> usual;
      case FULL -> full;
    };
  }
}
