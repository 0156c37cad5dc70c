package io.tidemark.benchmarks.console;

import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Comparison;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.benchmarks.harness.Samples;
import io.tidemark.benchmarks.poll.SlowPlatform;
import java.util.ArrayList;
import java.util.List;

/** {@code console}. */
public final class ConsoleBenchmark implements Benchmark {

  private static final int LISTENERS = 200;

  @Override
  public String name() {
    return "console";
  }

  @Override
  public String question() {
    return "200 listeners of live events while due lots are polled, against polling alone";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    int tweets = context.size().of(200, 40_000, 40_000);
    try (var platform = new SlowPlatform(tweets);
        var alone = new StreamingContestant("poll alone", context, platform, 0);
        var received = new StreamingContestant("poll, 200 listen", context, platform, LISTENERS)) {
      Comparison comparison =
          Comparison.run(List.of(alone, received), context.rounds(), context.progress());
      List<Figure> figures = new ArrayList<>(comparison.figures("tweets/s"));
      figures.add(
          Figure.ratio(
              "poll with 200 listeners ÷ poll alone",
              comparison.ratio(received.name(), alone.name()),
              Goal.atLeast(0.95)));
      List<Long> counted = received.fewestReceived().subList(1, received.fewestReceived().size());
      figures.add(
          new Figure(
              "events that each listener heard, at least",
              Samples.of(counted),
              "events",
              Goal.atLeast(1)));
      return new BenchmarkResult(
          name(),
          figures,
          List.of("Gateway, tracker, platform and listeners share the process and its cores."));
    }
  }
}
