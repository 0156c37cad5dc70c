package io.tidemark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Chart;
import io.tidemark.benchmarks.harness.MachineInfo;
import io.tidemark.benchmarks.harness.SharedStores;
import io.tidemark.benchmarks.harness.Size;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every benchmark runs and compares equal work. Figures of so short a run mean nothing. */
@Tag("server")
class BriefFormTest {

  @TempDir Path folder;

  static Stream<Benchmark> benchmarks() {
    return Benchmarks.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("benchmarks")
  void runsAndDrawsItsFigures(Benchmark benchmark) throws Exception {
    BenchmarkResult outcome =
        benchmark.run(new BenchmarkContext(Size.BRIEF, 1, SharedStores.get(), line -> {}));

    assertThat(outcome.benchmark()).isEqualTo(benchmark.name());
    assertThat(outcome.figures()).isNotEmpty();
    assertThat(outcome.json(MachineInfo.here(), Size.BRIEF, LocalDate.EPOCH).encode())
        .doesNotContain("\n");
    assertThat(Chart.write(outcome, folder)).allSatisfy(file -> assertThat(file).isNotEmptyFile());
  }
}
