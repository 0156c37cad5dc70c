package io.tidemark.benchmarks.history;

import io.tidemark.benchmarks.Bench;
import io.tidemark.benchmarks.Benchmark;
import io.tidemark.benchmarks.Figure;
import io.tidemark.benchmarks.Goal;
import io.tidemark.benchmarks.Outcome;
import io.tidemark.benchmarks.Race;
import io.tidemark.benchmarks.Series;
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
  public Outcome run(Bench bench) throws Exception {
    long many = bench.size().of(60_000L, 10_000_000L, 100_000_000L);
    long few = bench.size().of(6_000L, 100_000L, 100_000L);
    int days = bench.size().of(2, HistorySide.DAYS, HistorySide.DAYS);
    int transactions = bench.size().of(2, 20, 20);
    String beside = "1,000 readings beside %,d rows";
    try (var small = new HistorySide(beside.formatted(few), bench, few, days, transactions);
        var big = new HistorySide(beside.formatted(many), bench, many, days, transactions)) {
      Race race = Race.run(List.of(small, big), bench.rounds(), bench.say());
      List<Figure> figures = new ArrayList<>();
      figures.add(millis(small.name(), race));
      figures.add(millis(big.name(), race));
      figures.add(
          Figure.ratio(
              "time beside the long ÷ beside the short",
              race.ratio(small.name(), big.name()),
              Goal.atMost(1.2)));
      return new Outcome(
          name(),
          figures,
          List.of(
              "A partition for each of 30 days; readings of any of 20,000 tweets go into the midst"
                  + " of today's."));
    }
  }

  private static Figure millis(String side, Race race) {
    return new Figure(
        side,
        Series.of(race.rate(side).values().stream().map(rate -> 1_000 * 1_000 / rate).toList()),
        "ms",
        Goal.none());
  }
}
