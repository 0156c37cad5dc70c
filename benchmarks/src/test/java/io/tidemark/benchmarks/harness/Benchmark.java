package io.tidemark.benchmarks.harness;

/** One claim that can be measured. */
public interface Benchmark {

  /** As typed after {@code ./tidemark bench}. */
  String name();

  /** What is compared with what, in one sentence. */
  String question();

  /**
   * Measures.
   *
   * @throws UnequalWorkException when two sides did not do the same work
   */
  BenchmarkResult run(BenchmarkContext context) throws Exception;
}
