package io.tidemark.benchmarks.console;

import io.tidemark.benchmarks.Bench;
import io.tidemark.benchmarks.Benchmark;
import io.tidemark.benchmarks.Figure;
import io.tidemark.benchmarks.Goal;
import io.tidemark.benchmarks.Outcome;
import io.tidemark.benchmarks.Race;
import io.tidemark.benchmarks.Series;
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
  public Outcome run(Bench bench) throws Exception {
    int tweets = bench.size().of(200, 40_000, 40_000);
    try (var platform = new SlowPlatform(tweets);
        var alone = new HeardSide("poll alone", bench, platform, 0);
        var heard = new HeardSide("poll, 200 listen", bench, platform, LISTENERS)) {
      Race race = Race.run(List.of(alone, heard), bench.rounds(), bench.say());
      List<Figure> figures = new ArrayList<>(race.figures("tweets/s"));
      figures.add(
          Figure.ratio(
              "poll with 200 listeners ÷ poll alone",
              race.ratio(heard.name(), alone.name()),
              Goal.atLeast(0.95)));
      List<Long> counted = heard.leastHeard().subList(1, heard.leastHeard().size());
      figures.add(
          new Figure(
              "events that each listener heard, at least",
              Series.of(counted),
              "events",
              Goal.atLeast(1)));
      return new Outcome(
          name(),
          figures,
          List.of("Gateway, tracker, platform and listeners share the process and its cores."));
    }
  }
}
