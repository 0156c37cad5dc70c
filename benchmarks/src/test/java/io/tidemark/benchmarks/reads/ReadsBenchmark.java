package io.tidemark.benchmarks.reads;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.tidemark.benchmarks.environment.BenchmarkEnvironment;
import io.tidemark.benchmarks.environment.JdbcConnections;
import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.benchmarks.harness.Samples;
import io.tidemark.clock.SettableClock;
import io.tidemark.tracker.Tracker;
import io.tidemark.tracker.tallies.EngagementTallies;
import io.tidemark.tracker.tallies.OverviewTallies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code reads}. */
public final class ReadsBenchmark implements Benchmark {

  private static final Instant NOW = Instant.parse("2026-03-02T12:07:30Z");
  private static final Duration DAY = Duration.ofDays(1);

  /** So that no two requests share an answer. */
  private static final Duration APART = Duration.ofSeconds(2);

  private static final Goal SOON = Goal.atMost(50);

  @Override
  public String name() {
    return "reads";
  }

  @Override
  public String question() {
    return "What a gateway answers about a zone with a million tweets of one day, beside ten small"
        + " zones; each request reads anew";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    int tweets = context.size().of(2_100, 1_050_000, 1_050_000);
    int requests = context.size().of(2, 100, 100);
    var clock = new SettableClock(NOW);
    try (var environment = BenchmarkEnvironment.open(context, clock, ReadingClient.SETTINGS);
        var client = new ReadingClient(environment)) {
      fill(environment, tweets, context);
      List<Figure> figures = new ArrayList<>();
      paths(clock)
          .forEach(
              (name, path) ->
                  add(name, times(() -> client.read(path), clock, requests), SOON, figures));
      add(
          "P25",
          times(
              () ->
                  await(
                      EngagementTallies.spread(
                          environment.app().pool(), CrowdedZone.ZONE, clock.instant().minus(DAY))),
              clock,
              requests),
          SOON,
          figures);
      String forecast = "/api/twitter/zones/busy/forecast?limit=5";
      clock.advance(DAY.dividedBy(12));
      add("forecast, made", times(() -> client.read(forecast), clock, 1), Goal.none(), figures);
      add(
          "forecast, kept",
          times(() -> client.read(forecast), clock, Math.min(requests, 25)),
          SOON,
          figures);
      return new BenchmarkResult(
          name(),
          figures,
          List.of(
              "%,d tweets in the zone, %,d requests one after the other, over HTTP; gateway,"
                      .formatted(tweets / 21 * 20, requests)
                  + " PostgreSQL and caller share the cores."));
    }
  }

  private static Map<String, String> paths(SettableClock clock) {
    return new TreeMap<>(
        Map.of(
            "stats", "/api/twitter/zones/busy/stats",
            "stats of a small zone", "/api/twitter/zones/small-3/stats",
            "high velocity", "/api/twitter/zones/busy/high-velocity",
            "high velocity of a small zone", "/api/twitter/zones/small-3/high-velocity",
            "first page", "/api/twitter/zones/busy/tweets?limit=50",
            "deep page",
                "/api/twitter/zones/busy/tweets?limit=50&cursor="
                    + ReadingClient.cursor(clock.instant().minus(DAY.dividedBy(2))),
            "overview of one zone", "/api/overview",
            "plan", "/api/plan?zone=busy&polls_per_tweet=3"));
  }

  private static void fill(BenchmarkEnvironment environment, int tweets, BenchmarkContext context)
      throws Exception {
    context.progress().accept("filling %,d tweets".formatted(tweets));
    await(Tracker.partitions(environment.app()).ensureForAll(List.of(NOW.minus(DAY), NOW)));
    CrowdedZone.fill(environment.database(), NOW, tweets);
    await(OverviewTallies.fold(environment.app().pool()));
    await(EngagementTallies.fold(environment.app().pool()));
    JdbcConnections.run(environment.database(), "vacuum analyze");
  }

  private static void add(String name, Samples millis, Goal goal, List<Figure> figures) {
    figures.add(new Figure(name + ", p50", Samples.of(millis.median()), "ms", goal));
    figures.add(new Figure(name + ", p99", Samples.of(millis.percentile(99)), "ms", Goal.none()));
  }

  /** The milliseconds of each request, after a few for warming up. */
  private static Samples times(Runnable read, SettableClock clock, int requests) {
    List<Double> millis = new ArrayList<>();
    int warm = requests / 5;
    for (int request = 0; request < requests + warm; request++) {
      clock.advance(APART);
      long began = System.nanoTime();
      read.run();
      if (request >= warm) {
        millis.add((System.nanoTime() - began) / 1e6);
      }
    }
    return Samples.of(millis);
  }
}
