package io.tidemark.benchmarks.budget;

import io.tidemark.benchmarks.environment.MigratedDatabases;
import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Comparison;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import java.util.ArrayList;
import java.util.List;

/** The cost of an admission, compared with the minimal cost of counting in Redis. */
public final class AdmissionsBenchmark implements Benchmark {

  private static final String COUNTER = "incremented";
  private static final int CALLERS = 32;

  @Override
  public String name() {
    return "budget";
  }

  @Override
  public String question() {
    return "Admissions of one credential, asked for by four processes, beside a plain INCR by the"
        + " same client.";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    int processes = context.size().of(2, 4, 4);
    long all = context.size().of(400L, 20_000L, 20_000L);
    String postgres = MigratedDatabases.create(context.stores());
    String redis = context.stores().redis().url();
    try (var counts = new RedisCounts(redis)) {
      counts.forget(COUNTER);
      counts.forget(COUNTER + 1);
      try (var ours =
              new BudgetClients(
                  processes,
                  "budget",
                  "budget",
                  postgres,
                  redis,
                  CALLERS,
                  all / processes,
                  counts::ofBudget);
          var one =
              new BudgetClients(
                  processes,
                  "INCR, 1 caller",
                  COUNTER + 1,
                  postgres,
                  redis,
                  1,
                  all / processes,
                  () -> counts.of(COUNTER + 1));
          var many =
              new BudgetClients(
                  processes,
                  "INCR",
                  COUNTER,
                  postgres,
                  redis,
                  CALLERS,
                  all / processes,
                  () -> counts.of(COUNTER))) {
        Comparison comparison =
            Comparison.run(List.of(ours, one, many), context.rounds(), context.progress());
        List<Figure> figures = new ArrayList<>(comparison.figures("admissions/s"));
        figures.add(
            Figure.ratio("budget ÷ INCR", comparison.ratio("budget", "INCR"), Goal.atLeast(0.5)));
        figures.add(
            Figure.ratio(
                "budget ÷ INCR, 1 caller",
                comparison.ratio("budget", "INCR, 1 caller"),
                Goal.none()));
        return new BenchmarkResult(
            name(),
            figures,
            List.of(
                "%d processes, %d callers in each, %,d asks of each process in a round."
                    .formatted(processes, CALLERS, all / processes),
                "The budget has a limit of a second and one of a month; nothing is refused.",
                "INCR without our time limit. 1 caller: one of each process at a time, as a budget"
                    + " asks."));
      }
    }
  }
}
