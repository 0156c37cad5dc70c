package io.tidemark.benchmarks.harness;

/** One implementation of the measured work. Preparation is outside the measured time. */
public interface Contestant extends AutoCloseable {

  /** The name in the report. */
  String name();

  /** Prepares, does the work, and counts the stored rows. */
  RoundResult round() throws Exception;

  @Override
  default void close() throws Exception {}
}
