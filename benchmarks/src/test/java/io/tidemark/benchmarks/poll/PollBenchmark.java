package io.tidemark.benchmarks.poll;

import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Comparison;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code poll}. */
public final class PollBenchmark implements Benchmark {

  /** Until then the compiler of the JVM takes much of the two processors. */
  private static final int WARM_UPS = 6;

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
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    int tweets = context.size().of(200, 20_000, 20_000);
    int fewer = context.size().of(40, 2_000, 2_000);
    List<Figure> figures = new ArrayList<>();
    try (var platform = new SlowPlatform(tweets);
        var tidemark = new TidemarkPollContestant("tidemark", context, platform, Map.of());
        var raw = new RawPollContestant(context, platform)) {
      Comparison comparison =
          Comparison.run(
              List.of(tidemark, raw),
              context.size().of(1, WARM_UPS, WARM_UPS),
              context.rounds(),
              context.progress());
      figures.addAll(comparison.figures("tweets/s"));
      figures.add(
          Figure.ratio(
              "tidemark ÷ raw unnest writes",
              comparison.ratio(tidemark.name(), raw.name()),
              Goal.atLeast(0.6)));
    }
    try (var platform = new SlowPlatform(fewer);
        var tidemark =
            new TidemarkPollContestant("tidemark, fewer tweets", context, platform, Map.of());
        var perTweet = PerTweetContestant.callingFor20(context, platform);
        var alone = PerTweetContestant.callingForEach(context, platform)) {
      Comparison comparison =
          Comparison.run(List.of(tidemark, perTweet, alone), context.rounds(), context.progress());
      figures.addAll(comparison.figures("tweets/s"));
      figures.add(
          Figure.ratio(
              "tidemark ÷ one transaction per tweet",
              comparison.ratio(tidemark.name(), perTweet.name()),
              Goal.none()));
      figures.add(
          Figure.ratio(
              "tidemark ÷ a call and a transaction per tweet",
              comparison.ratio(tidemark.name(), alone.name()),
              Goal.atLeast(40)));
    }
    return new BenchmarkResult(
        name(),
        figures,
        List.of(
            "%,d tweets in lots of %d, a quarter of which move; the platform's answers are"
                    .formatted(tweets, TweetBatch.LOT)
                + " prepared beforehand. %d rounds before are not counted.".formatted(WARM_UPS),
            "Per tweet (%,d tweets): five batches of 20 at once; a call for each batch or each tweet."
                .formatted(fewer)));
  }
}
