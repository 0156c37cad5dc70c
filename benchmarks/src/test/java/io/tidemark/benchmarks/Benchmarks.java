package io.tidemark.benchmarks;

import io.tidemark.benchmarks.budget.AdmissionsBenchmark;
import io.tidemark.benchmarks.calls.CallsBenchmark;
import io.tidemark.benchmarks.console.ConsoleBenchmark;
import io.tidemark.benchmarks.footprint.FootprintBenchmark;
import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.history.HistoryBenchmark;
import io.tidemark.benchmarks.ingest.IngestBenchmark;
import io.tidemark.benchmarks.kill.KillBenchmark;
import io.tidemark.benchmarks.micro.MicroBenchmark;
import io.tidemark.benchmarks.poll.PollBenchmark;
import io.tidemark.benchmarks.reads.ReadsBenchmark;
import io.tidemark.benchmarks.timers.DueLotsBenchmark;
import io.tidemark.benchmarks.timers.FlatnessBenchmark;
import java.util.List;
import java.util.Optional;

/** Every benchmark, in the order in which {@code all} runs them. */
public final class Benchmarks {

  private Benchmarks() {}

  static final List<Benchmark> ALL =
      List.of(
          new IngestBenchmark(),
          new DueLotsBenchmark(),
          new FlatnessBenchmark(),
          new KillBenchmark(),
          new PollBenchmark(),
          new HistoryBenchmark(),
          new ReadsBenchmark(),
          new CallsBenchmark(),
          new AdmissionsBenchmark(),
          new FootprintBenchmark(),
          new ConsoleBenchmark(),
          new MicroBenchmark());

  static Optional<Benchmark> named(String name) {
    return ALL.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }
}
