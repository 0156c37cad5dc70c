package io.tidemark.benchmarks.history;

import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Comparison;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.benchmarks.harness.Samples;
import java.util.ArrayList;
import java.util.List;

/** {@code history-flat}. */
public final class HistoryBenchmark implements Benchmark {

  @Override
  public String name() {
    return "history-flat";
  }

  @Override
  public String question() {
    return "recording 1,000 readings beside a long history, against the same beside a short one";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    long many = context.size().of(60_000L, 10_000_000L, 100_000_000L);
    long few = context.size().of(6_000L, 100_000L, 100_000L);
    int days = context.size().of(2, HistoryContestant.DAYS, HistoryContestant.DAYS);
    int transactions = context.size().of(2, 20, 20);
    String beside = "1,000 readings beside %,d rows";
    try (var small =
            new HistoryContestant(beside.formatted(few), context, few, days, transactions);
        var big =
            new HistoryContestant(beside.formatted(many), context, many, days, transactions)) {
      Comparison comparison =
          Comparison.run(List.of(small, big), context.rounds(), context.progress());
      List<Figure> figures = new ArrayList<>();
      figures.add(millis(small.name(), comparison));
      figures.add(millis(big.name(), comparison));
      figures.add(
          Figure.ratio(
              "time beside the long ÷ beside the short",
              comparison.ratio(small.name(), big.name()),
              Goal.atMost(1.2)));
      return new BenchmarkResult(
          name(),
          figures,
          List.of(
              "A partition for each of 30 days; readings of any of 20,000 tweets go into the midst"
                  + " of today's."));
    }
  }

  private static Figure millis(String contestant, Comparison comparison) {
    return new Figure(
        contestant,
        Samples.of(
            comparison.rate(contestant).values().stream()
                .map(rate -> 1_000 * 1_000 / rate)
                .toList()),
        "ms",
        Goal.none());
  }
}
