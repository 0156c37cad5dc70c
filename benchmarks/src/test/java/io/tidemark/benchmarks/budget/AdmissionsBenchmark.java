package io.tidemark.benchmarks.budget;

import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Comparison;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.postgres.Postgres;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
    long asks = context.size().of(200L, 5_000L, 5_000L);
    String postgres = context.stores().newDatabase();
    String redis = context.stores().redis().url();
    migrate(postgres);
    try (var counts = new RedisCounts(redis)) {
      counts.forget(COUNTER);
      counts.forget(COUNTER + 1);
      try (var ours =
              new BudgetClients(
                  processes, "budget", "budget", postgres, redis, CALLERS, asks, counts::ofBudget);
          var one =
              new BudgetClients(
                  processes,
                  "INCR, 1 caller",
                  COUNTER + 1,
                  postgres,
                  redis,
                  1,
                  asks,
                  () -> counts.of(COUNTER + 1));
          var many =
              new BudgetClients(
                  processes,
                  "INCR",
                  COUNTER,
                  postgres,
                  redis,
                  CALLERS,
                  asks,
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
                    .formatted(processes, CALLERS, asks),
                "The budget has a limit of a second and one of a month; nothing is refused.",
                "INCR without our time limit. 1 caller: one of each process at a time, as a budget"
                    + " asks."));
      }
    }
  }

  private static void migrate(String postgres) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Postgres.migrate(vertx, URI.create(postgres)).await(1, TimeUnit.MINUTES);
    } finally {
      vertx.close().await(20, TimeUnit.SECONDS);
    }
  }
}
