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
    int tweets = bench.size().of(200, 20_000, 20_000);
    int fewer = bench.size().of(40, 2_000, 2_000);
    List<Figure> figures = new ArrayList<>();
    try (var platform = new SlowPlatform(tweets);
        var tidemark = new TidemarkSide("tidemark", bench, platform, Map.of());
        var perTweet = PerTweetSide.callingFor20(bench, platform);
        var raw = new RawSide(bench, platform)) {
      Race race = Race.run(List.of(tidemark, perTweet, raw), bench.rounds(), bench.say());
      figures.addAll(race.figures("tweets/s"));
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
    }
    try (var platform = new SlowPlatform(fewer);
        var tidemark = new TidemarkSide("tidemark, fewer tweets", bench, platform, Map.of());
        var alone = PerTweetSide.callingForEach(bench, platform)) {
      Race race = Race.run(List.of(tidemark, alone), bench.rounds(), bench.say());
      figures.addAll(race.figures("tweets/s"));
      figures.add(
          Figure.ratio(
              "tidemark ÷ a call and a transaction per tweet",
              race.ratio(tidemark.name(), alone.name()),
              Goal.none()));
    }
    return new Outcome(
        name(),
        figures,
        List.of(
            "%,d tweets in lots of %d, a quarter of which move; the platform's answers are"
                    .formatted(tweets, Crop.LOT)
                + " prepared beforehand.",
            "Per tweet: five batches of 20 at once; a call for each batch, or (%,d tweets) for each"
                    .formatted(fewer)
                + " tweet."));
  }
}
