package io.tidemark.benchmarks.harness;

/** One way of doing the work. What it needs is prepared outside the measured time. */
public interface Contestant extends AutoCloseable {

  /** As the report names it. */
  String name();

  /** Prepares, works, counts what is there afterwards. */
  RoundResult round() throws Exception;

  @Override
  default void close() throws Exception {}
}
