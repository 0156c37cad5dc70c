package io.tidemark.benchmarks.calls;

import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.benchmarks.harness.Samples;
import io.tidemark.benchmarks.harness.Size;
import java.util.ArrayList;
import java.util.List;

/** {@code calls}: counts calls, not times; one run is enough. */
public final class CallsBenchmark implements Benchmark {

  /** Estimated firings of a lot, from before they could be counted. */
  private static final double ESTIMATED_FIRINGS = 16.0 / 3;

  private record StreamSize(int perHour, int lot, int tweets) {}

  @Override
  public String name() {
    return "calls";
  }

  @Override
  public String question() {
    return "calls and tweet-polls for streams of real growth curves, counted by the platform;"
        + " against a job per lot with 20 ids a call";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (StreamSize stream : streams(context.size())) {
      SteppedStream.Cost cost =
          SteppedStream.run(
              context,
              plan ->
                  plan.tweets(stream.tweets())
                      .tweetsPerHour(stream.perHour())
                      .lotSize(stream.lot())
                      .cascades(Math.max(1, stream.tweets() / 400)));
      context.progress().accept("%s: %s".formatted(stream, cost));
      if (cost.idsAsked() != cost.polls()) {
        throw new IllegalStateException("the platform counted differently: " + cost);
      }
      figures.addAll(figures(stream, cost));
    }
    return new BenchmarkResult(
        name(),
        figures,
        List.of(
            "A job per lot, our stops: the very same polls, each lot by itself, 20 ids a call.",
            "A job per lot, as estimated: 5.33 firings of each lot, without our stops; this is the"
                + " figure of the goal."));
  }

  private static List<StreamSize> streams(Size size) {
    if (size == Size.BRIEF) {
      return List.of(new StreamSize(1_000, 5, 100));
    }
    List<StreamSize> streams = new ArrayList<>();
    for (int perHour : List.of(100, 1_000, 10_000)) {
      for (int lot : List.of(5, 20)) {
        // A day of the stream, or enough to show how full calls are.
        streams.add(new StreamSize(perHour, lot, Math.min(24 * perHour, 24_000)));
      }
    }
    return streams;
  }

  private static List<Figure> figures(StreamSize stream, SteppedStream.Cost cost) {
    String of = " %,d/h, lots of %d".formatted(stream.perHour(), stream.lot());
    double ours = cost.calls();
    double estimated =
        ESTIMATED_FIRINGS * Math.ceil(stream.lot() / 20.0) * stream.tweets() / stream.lot();
    boolean judged = stream.perHour() == 1_000 && stream.lot() == 5;
    List<Figure> figures = new ArrayList<>();
    figures.add(
        perThousand("calls," + of, cost.perThousand(cost.calls()), "calls per 1,000 tweets"));
    figures.add(
        perThousand(
            "calls of a job per lot, our stops," + of,
            cost.perThousand(cost.callsByLot()),
            "calls per 1,000 tweets"));
    figures.add(
        perThousand("tweet-polls," + of, cost.perThousand(cost.polls()), "polls per 1,000 tweets"));
    figures.add(
        Figure.ratio(
            "job per lot, our stops ÷ ours," + of,
            Samples.of(cost.callsByLot() / ours),
            Goal.none()));
    figures.add(
        Figure.ratio(
            "job per lot, as estimated ÷ ours," + of,
            Samples.of(estimated / ours),
            judged ? Goal.atLeast(15) : Goal.none()));
    return figures;
  }

  private static Figure perThousand(String name, double value, String unit) {
    return new Figure(name, Samples.of(value), unit, Goal.none());
  }
}
