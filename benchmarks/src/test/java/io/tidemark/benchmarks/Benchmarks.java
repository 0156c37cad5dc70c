package io.tidemark.benchmarks;

import java.util.List;
import java.util.Optional;

/** Every benchmark, in the order in which {@code all} runs them. */
public final class Benchmarks {

  private Benchmarks() {}

  static final List<Benchmark> ALL = List.of(
          new io.tidemark.benchmarks.ingest.IngestBenchmark(),
          new io.tidemark.benchmarks.poll.PollBenchmark());

  static Optional<Benchmark> named(String name) {
    return ALL.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }
}
