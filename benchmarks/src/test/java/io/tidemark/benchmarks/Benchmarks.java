package io.tidemark.benchmarks;

import io.tidemark.benchmarks.budget.Admissions;
import io.tidemark.benchmarks.footprint.Footprint;
import io.tidemark.benchmarks.kill.Kills;
import io.tidemark.benchmarks.timers.DueLots;
import io.tidemark.benchmarks.timers.Flatness;
import java.util.List;
import java.util.Optional;

/** Every benchmark, in the order in which {@code all} runs them. */
public final class Benchmarks {

  private Benchmarks() {}

  static final List<Benchmark> ALL =
      List.of(new DueLots(), new Flatness(), new Kills(), new Admissions(), new Footprint());

  static Optional<Benchmark> named(String name) {
    return ALL.stream().filter(benchmark -> benchmark.name().equals(name)).findFirst();
  }
}
