package io.tidemark.benchmarks.ingest;

import io.tidemark.benchmarks.environment.HeapUsage;
import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Comparison;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.benchmarks.harness.Samples;
import io.tidemark.clock.WorldClock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** {@code ingest}. */
public final class IngestBenchmark implements Benchmark {

  private static final int SENDERS = 4;
  private static final int BIG = 100;
  private static final int SMALL = 5;

  /** A million tweets an hour. */
  private static final double TWEETS_PER_SECOND = 278;

  private final WorldClock clock = WorldClock.real();

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public String question() {
    return "webhooks of 100 tweets over HTTP until committed, against the same rows written alone;"
        + " how long one takes at a million tweets an hour; what a flood does";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    List<Figure> figures = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    try (var ingestGateway = new IngestGateway(context, clock)) {
      comparison(context, ingestGateway, figures);
      underWay(context, ingestGateway, figures, notes);
    }
    return new BenchmarkResult(name(), figures, notes);
  }

  private void comparison(
      BenchmarkContext context, IngestGateway ingestGateway, List<Figure> figures)
      throws Exception {
    int webhooks = context.size().of(4, 200, 200);
    var world = new Webhooks(clock);
    List<List<Webhook>> made = new ArrayList<>();
    IntFunction<List<Webhook>> rounds =
        round -> {
          while (made.size() <= round) {
            made.add(world.make(webhooks, BIG));
          }
          return made.get(round);
        };
    var gateway = new GatewayContestant(ingestGateway, rounds, SENDERS);
    try (var raw = new RawIngestContestant(context, clock, rounds, SENDERS)) {
      Comparison comparison =
          Comparison.run(List.of(gateway, raw), context.rounds(), context.progress());
      figures.addAll(comparison.figures("tweets/s"));
      figures.add(
          Figure.ratio(
              "tidemark ÷ raw", comparison.ratio(gateway.name(), raw.name()), Goal.atLeast(0.6)));
    }
  }

  /** Measures a running gateway: latency of webhooks, behaviour under overload, memory. */
  private void underWay(
      BenchmarkContext context,
      IngestGateway ingestGateway,
      List<Figure> figures,
      List<String> notes)
      throws Exception {

    // A build runs other tests in this JVM, which each collection stops.
    int collections = context.size().of(0, 4, 4);
    double heldBefore;
    int bytes;
    Samples ofBig;
    Samples ofSmall;
    Samples ofMany;
    OverloadResult flood;
    IngestGateway.empty(ingestGateway.environment().database());
    {
      var world = new Webhooks(clock);
      List<Webhook> big = world.make(context.size().of(2, 100, 100), BIG);
      List<Webhook> small = world.make(context.size().of(10, 1_200, 1_200), SMALL);
      List<Webhook> many = world.make(context.size().of(20, 3_000, 3_000), SMALL);
      List<Webhook> floods =
          world.make(context.size().of(100, 300, 300), context.size().of(10, BIG, BIG));
      bytes = big.get(0).body().length() / BIG;
      heldBefore = HeapUsage.megabytesHeld(collections);
      ofBig = LoadRate.send(ingestGateway, big, TWEETS_PER_SECOND / BIG);
      ofSmall = LoadRate.send(ingestGateway, small, TWEETS_PER_SECOND / SMALL);
      ofMany = LoadRate.send(ingestGateway, many, TWEETS_PER_SECOND);
      flood = OverloadResult.pour(ingestGateway, floods);
    }
    double held = HeapUsage.megabytesHeld(collections);
    figures.add(latency("p99 of a webhook of 100, 278 tweets/s", ofBig, 99, Goal.atMost(50)));
    figures.add(latency("p50 of a webhook of 100, 278 tweets/s", ofBig, 50, Goal.none()));
    figures.add(latency("p99 of a webhook of 5, 278 tweets/s", ofSmall, 99, Goal.atMost(50)));
    figures.add(latency("p99 of a webhook of 5, 278 webhooks/s", ofMany, 99, Goal.none()));
    figures.add(count("flood: deliveries answered 503", flood.refused(), Goal.atLeast(1)));
    figures.add(count("flood: 503 without Retry-After", flood.withoutTime(), Goal.atMost(0)));
    figures.add(count("flood: acknowledged", flood.acknowledged(), Goal.atLeast(1)));
    figures.add(count("flood: cut off without an answer", flood.lost(), Goal.none()));
    figures.add(count("flood: tweets acknowledged, not saved", flood.unsaved(), Goal.atMost(0)));
    figures.add(
        new Figure(
            "heap held after all that, more than before",
            Samples.of(held - heldBefore),
            "MB",
            Goal.atMost(10)));
    notes.add(
        "A tweet has %,d bytes of JSON on average; %d senders at a time; both sides write the same rows."
            .formatted(bytes, SENDERS));
  }

  private static Figure latency(String name, Samples millis, double percent, Goal goal) {
    return new Figure(name, Samples.of(millis.percentile(percent)), "ms", goal);
  }

  private static Figure count(String name, long count, Goal goal) {
    return new Figure(name, Samples.of((double) count), "in all", goal);
  }
}
