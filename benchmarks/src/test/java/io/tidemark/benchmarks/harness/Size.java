package io.tidemark.benchmarks.harness;

/** How much work a benchmark is given. */
public enum Size {
  /** Seconds: shows that the benchmark itself works. Its figures mean nothing. */
  BRIEF,
  /** Minutes: what the README's table is made of. */
  USUAL,
  /** As long as it takes: what needs 100 million rows. */
  FULL;

  /** One of three values. */
  public <T> T of(T brief, T usual, T full) {
    return switch (this) {
      case BRIEF -> brief;
      case USUAL -> usual;
      case FULL -> full;
    };
  }
}
