package io.tidemark.benchmarks.kill;

import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.benchmarks.harness.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures the time from the death of a process until an idle process runs its work. */
public final class KillBenchmark implements Benchmark {

  @Override
  public String name() {
    return "kill";
  }

  @Override
  public String question() {
    return "From kill -9 of a process to its lots running on an idle survivor, beside db-scheduler"
        + " with a heartbeat of a second.";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    int kills = context.size().of(1, 20, 20);
    int theirs = context.size().of(0, 10, 10);
    List<Double> running = new ArrayList<>();
    List<Double> completed = new ArrayList<>();
    try (var trackers = new TrackerPair(context.stores())) {
      for (int kill = 1; kill <= kills; kill++) {
        TrackerPair.Recovery recovery = trackers.kill();
        running.add(recovery.running());
        completed.add(recovery.completed());
        context
            .progress()
            .accept(
                String.format(
                    Locale.ROOT,
                    "kill %2d tidemark       running after %,6.0f ms, completed after %,6.0f ms",
                    kill,
                    recovery.running(),
                    recovery.completed()));
        if (kill < kills) {
          trackers.replace();
        }
      }
    }
    List<Figure> figures = new ArrayList<>();
    add(figures, "tidemark", new Samples(running), Goal.atMost(1_000));
    add(figures, "tidemark, completed", new Samples(completed), Goal.none());
    if (theirs > 0) {
      add(figures, "db-scheduler", schedulers(context, theirs), Goal.none());
    }
    return new BenchmarkResult(
        name(),
        figures,
        List.of(
            "%d kills; each counts with the last of its %d lots."
                .formatted(kills, TrackerPair.LOTS),
            "Two trackers, settings as by default. The survivor had run for 3 s or more: a process"
                + " that has just started declares no other dead.",
            "db-scheduler: heartbeat 1 s, 4 may be missed, a poll every 100 ms; one job, %d kills."
                .formatted(theirs)));
  }

  private static void add(List<Figure> figures, String who, Samples series, Goal goal) {
    figures.add(new Figure(who + ", p50", series, "ms", Goal.none()));
    figures.add(new Figure(who + ", p99", Samples.of(series.percentile(99)), "ms", goal));
  }

  private static Samples schedulers(BenchmarkContext context, int kills) throws Exception {
    List<Double> running = new ArrayList<>();
    try (var schedulers = new SchedulerPair(context.stores().newDatabase())) {
      for (int kill = 1; kill <= kills; kill++) {
        double millis = schedulers.kill();
        running.add(millis);
        context
            .progress()
            .accept(
                String.format(
                    Locale.ROOT, "kill %2d db-scheduler   running after %,6.0f ms", kill, millis));
        if (kill < kills) {
          schedulers.replace();
        }
      }
    }
    return new Samples(running);
  }
}
