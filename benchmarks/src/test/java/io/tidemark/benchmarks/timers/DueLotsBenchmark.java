package io.tidemark.benchmarks.timers;

import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Comparison;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.benchmarks.harness.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cost of claims, compared with schedulers that use a transaction per job. */
public final class DueLotsBenchmark implements Benchmark {

  /** Rounds of four seconds until the JVM has compiled; those of the others are longer. */
  private static final int WARM_UPS = 3;

  @Override
  public String name() {
    return "timers";
  }

  @Override
  public String question() {
    return "Lots that are all due: claimed, handled by nothing, durably completed, beside"
        + " db-scheduler, JobRunr, graphile-worker and bare statements.";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    long lots = context.size().of(2_000, 100_000, 100_000);
    long few = context.size().of(200, 20_000, 20_000);
    List<Figure> figures = new ArrayList<>();
    try (var ours = new TidemarkTimers("tidemark", context.stores(), lots);
        var raw = new BareClaims("raw", context.stores().newDatabase(), lots);
        var held = new BareLocks("raw, locks held", context.stores().newDatabase(), lots);
        var scheduler = new DbSchedulerJobs("db-scheduler", context.stores().newDatabase(), lots)) {
      for (int round = 0; round < context.size().of(0, WARM_UPS, WARM_UPS); round++) {
        ours.round();
      }
      Comparison comparison =
          Comparison.run(List.of(ours, raw, held, scheduler), context.rounds(), context.progress());
      figures.addAll(comparison.figures("lots/s"));
      figures.add(
          Figure.ratio(
              "tidemark ÷ db-scheduler",
              comparison.ratio("tidemark", "db-scheduler"),
              Goal.atLeast(6)));
      figures.add(
          Figure.ratio("tidemark ÷ raw", comparison.ratio("tidemark", "raw"), Goal.atLeast(0.6)));
      figures.add(
          Figure.ratio(
              "tidemark ÷ raw, locks held",
              comparison.ratio("tidemark", "raw, locks held"),
              Goal.atLeast(0.3)));
    }
    try (var ours = new TidemarkTimers("tidemark, fewer", context.stores(), few);
        var jobs = new JobRunrJobs("JobRunr", context.stores().newDatabase(), few)) {
      Comparison comparison =
          Comparison.run(List.of(ours, jobs), context.rounds(), context.progress());
      figures.addAll(comparison.figures("lots/s"));
      figures.add(
          Figure.ratio(
              "tidemark ÷ JobRunr",
              comparison.ratio("tidemark, fewer", "JobRunr"),
              Goal.atLeast(20)));
    }
    String graphileWorker = besideGraphileWorker(context, lots, figures);
    return new BenchmarkResult(
        name(),
        figures,
        List.of(
            graphileWorker,
            "%,d lots; beside JobRunr, which would take minutes, %,d.".formatted(lots, few),
            "tidemark: one process, 4 passes at once (by default 2) of 200; %d more rounds before."
                .formatted(WARM_UPS),
            "db-scheduler: lock-and-fetch 4.0/20.0, 20 threads, HikariCP 22. JobRunr: 20 workers,"
                + " a poll every 5 s; its time begins with its first job.",
            "raw: 4 clients, 100 at a time, a commit for the claim and one for the deletion, as"
                + " crash safety between the two requires. locks held: one commit for both."));
  }

  /** Adds figures where graphile-worker can be had, and says what was done. */
  private static String besideGraphileWorker(
      BenchmarkContext context, long lots, List<Figure> figures) throws Exception {
    if (context.size() == Size.BRIEF) {
      return "graphile-worker is left out of the brief form.";
    }
    Optional<GraphileWorkerJobs> found =
        GraphileWorkerJobs.start("graphile-worker", context.stores().newDatabase(), lots);
    if (found.isEmpty()) {
      return "graphile-worker was left out: node, npm or its package is missing.";
    }
    try (var jobs = found.get();
        var ours = new TidemarkTimers("tidemark, beside Node", context.stores(), lots)) {
      Comparison comparison =
          Comparison.run(List.of(ours, jobs), context.rounds(), context.progress());
      figures.addAll(comparison.figures("lots/s"));
      figures.add(
          Figure.ratio(
              "tidemark ÷ graphile-worker",
              comparison.ratio("tidemark, beside Node", "graphile-worker"),
              Goal.atLeast(1)));
      return ("graphile-worker %s: one Node process, 24 jobs at once, fetched 500 at a time, completed"
              + " together.")
          .formatted(GraphileWorkerJobs.VERSION);
    }
  }
}
