package io.tidemark.benchmarks;

/** One way of doing the work. What it needs is prepared outside the measured time. */
public interface Side extends AutoCloseable {

  /** As the report names it. */
  String name();

  /** Prepares, works, counts what is there afterwards. */
  Round round() throws Exception;

  @Override
  default void close() throws Exception {}
}
