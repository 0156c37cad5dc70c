package io.tidemark.benchmarks.poll;

import io.tidemark.benchmarks.Bench;
import io.tidemark.benchmarks.Benchmark;
import io.tidemark.benchmarks.Figure;
import io.tidemark.benchmarks.Goal;
import io.tidemark.benchmarks.Outcome;
import io.tidemark.benchmarks.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code poll}. */
public final class PollBenchmark implements Benchmark {

  @Override
  public String name() {
    return "poll";
  }

  @Override
  public String question() {
    return "due lots, asked at a platform 20 ms away, to committed snapshots; against one"
        + " transaction per tweet, and against writing the same rows alone";
  }

  @Override
  public Outcome run(Bench bench) throws Exception {
    int tweets = bench.size().of(500, 10_000, 10_000);
    try (var platform = new SlowPlatform(tweets);
        var tidemark = new TidemarkSide("tidemark", bench, platform, Map.of());
        var perTweet = new PerTweetSide(bench, platform);
        var raw = new RawSide(bench, platform)) {
      Race race = Race.run(List.of(tidemark, perTweet, raw), bench.rounds(), bench.say());
      List<Figure> figures = new ArrayList<>(race.figures("tweets/s"));
      figures.add(
          Figure.ratio(
              "tidemark ÷ one transaction per tweet",
              race.ratio(tidemark.name(), perTweet.name()),
              Goal.atLeast(20)));
      figures.add(
          Figure.ratio(
              "tidemark ÷ raw unnest writes",
              race.ratio(tidemark.name(), raw.name()),
              Goal.atLeast(0.5)));
      return new Outcome(
          name(),
          figures,
          List.of(
              "%,d tweets in lots of %d, a quarter of which move; the platform's answers are"
                      .formatted(tweets, Crop.LOT)
                  + " prepared beforehand."));
    }
  }
}
