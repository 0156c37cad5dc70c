package io.tidemark.benchmarks.harness;

/** One measurable claim. */
public interface Benchmark {

  /** As typed after {@code ./tidemark bench}. */
  String name();

  /** What is compared, in one sentence. */
  String question();

  /**
   * Measures.
   *
   * @throws UnequalWorkException when two contestants did not do the same work
   */
  BenchmarkResult run(BenchmarkContext context) throws Exception;
}
