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

  private static final int LARGE = 3_500;
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
    return "webhooks of 100, 5 and 1 tweets over HTTP until committed, against the same rows written"
        + " alone; how long one takes at a rate, and beside bodies of 8 MB; what a flood does";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    List<Figure> figures = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    try (var ingestGateway = new IngestGateway(context, clock)) {
      comparison(context, ingestGateway, figures, BIG, context.size().of(4, 200, 200), 4);
      comparison(context, ingestGateway, figures, SMALL, context.size().of(10, 1_500, 1_500), 16);
      comparison(context, ingestGateway, figures, 1, context.size().of(10, 3_000, 3_000), 32);
      underWay(context, ingestGateway, figures, notes);
    }
    return new BenchmarkResult(name(), figures, notes);
  }

  /**
   * @param tweets of each webhook
   * @param webhooks of each round
   * @param senders webhooks under way at a time, and connections of the raw side
   */
  private void comparison(
      BenchmarkContext context,
      IngestGateway ingestGateway,
      List<Figure> figures,
      int tweets,
      int webhooks,
      int senders)
      throws Exception {
    var world = new Webhooks(clock);
    List<List<Webhook>> made = new ArrayList<>();
    IntFunction<List<Webhook>> rounds =
        round -> {
          while (made.size() <= round) {
            made.add(world.make(webhooks, tweets));
          }
          return made.get(round);
        };
    String of = "webhooks of %d, %d at a time".formatted(tweets, senders);
    var gateway = new GatewayContestant(ingestGateway, rounds, senders, of);
    try (var raw = new RawIngestContestant(context, clock, rounds, senders, of)) {
      Comparison comparison =
          Comparison.run(List.of(gateway, raw), context.rounds(), context.progress());
      figures.addAll(comparison.figures("tweets/s"));
      figures.add(
          Figure.ratio(
              "tidemark ÷ raw, webhooks of " + tweets,
              comparison.ratio(gateway.name(), raw.name()),
              Goal.atLeast(1)));
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
    Samples ofOne;
    Samples besideLarge;
    OverloadResult flood;
    IngestGateway.empty(ingestGateway.environment().database());
    {
      var world = new Webhooks(clock);
      List<Webhook> big = world.make(context.size().of(2, 90, 90), BIG);
      List<Webhook> small = world.make(context.size().of(20, 6_000, 6_000), SMALL);
      List<Webhook> one = world.make(context.size().of(20, 15_000, 15_000), 1);
      List<Webhook> beside = world.make(context.size().of(20, 1_600, 1_600), 1);
      List<Webhook> large =
          new Webhooks(clock, List.of(Webhooks.RULE_OF_LARGE), 8)
              .make(context.size().of(1, 8, 8), context.size().of(300, LARGE, LARGE));
      List<Webhook> floods =
          world.make(context.size().of(100, 300, 300), context.size().of(10, BIG, BIG));
      bytes = big.get(0).body().length() / BIG;
      heldBefore = HeapUsage.megabytesHeld(collections);
      ofBig = steady(ingestGateway, big, TWEETS_PER_SECOND / BIG);
      ofSmall = steady(ingestGateway, small, TWEETS_PER_SECOND);
      ofOne = steady(ingestGateway, one, 500);
      besideLarge = LoadRate.sendBesideLarge(ingestGateway, beside, 200, large);
      flood = OverloadResult.pour(ingestGateway, floods);
    }
    double held = HeapUsage.megabytesHeld(collections);
    latency(figures, "a webhook of 100, 278 tweets/s", ofBig, 30);
    latency(figures, "a webhook of 5, 278 webhooks/s", ofSmall, 50);
    latency(figures, "a webhook of 1, 500 webhooks/s", ofOne, 50);
    latency(figures, "a webhook of 1, 200/s beside 8 MB ones", besideLarge, 50);
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
        "A tweet has %,d bytes of JSON on average; both sides write the same rows."
            .formatted(bytes));
    notes.add("Rules that take turns: %d.".formatted(Webhooks.RULES.size()));
  }

  /** The first half is not counted: asked is a gateway that has run for a while. */
  private static Samples steady(
      IngestGateway ingestGateway, List<Webhook> webhooks, double perSecond) {
    int first = webhooks.size() / 2;
    LoadRate.send(ingestGateway, webhooks.subList(0, first), perSecond);
    return LoadRate.send(ingestGateway, webhooks.subList(first, webhooks.size()), perSecond);
  }

  private static void latency(List<Figure> figures, String of, Samples millis, double atMost) {
    figures.add(
        new Figure("p99 of " + of, Samples.of(millis.percentile(99)), "ms", Goal.atMost(atMost)));
    figures.add(new Figure("p50 of " + of, Samples.of(millis.median()), "ms", Goal.none()));
  }

  private static Figure count(String name, long count, Goal goal) {
    return new Figure(name, Samples.of((double) count), "in all", goal);
  }
}
