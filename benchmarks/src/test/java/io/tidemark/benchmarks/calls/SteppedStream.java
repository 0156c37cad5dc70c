package io.tidemark.benchmarks.calls;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.tidemark.benchmarks.environment.BenchmarkEnvironment;
import io.tidemark.benchmarks.environment.JdbcConnections;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.clock.SettableClock;
import io.tidemark.gateway.Gateway;
import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.tracker.Tracker;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.ZoneSettings;
import io.tidemark.tracker.intake.Zones;
import io.tidemark.tracker.lots.LotPoller;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.thresholds.Thresholds;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A stream of webhooks and all polls that follow, on a clock that is advanced from event to event,
 * independent of the machine's speed. The platform counts the cost.
 */
final class SteppedStream {

  private static final Instant START = Instant.parse("2026-11-02T10:00:00Z");

  private SteppedStream() {}

  /**
   * The cost of a stream until its last tweet had stopped.
   *
   * @param polls snapshots of tweets
   * @param idsAsked requested ids, counted by the platform
   * @param callsByLot calls for the same polls with one job per lot and 20 ids per call
   * @param firings firings of lots; with one job per lot, each is at least one call
   */
  record Cost(long tweets, long polls, long idsAsked, long calls, long callsByLot, long firings) {

    double perThousand(long count) {
      return count * 1_000.0 / tweets;
    }
  }

  // A lot fires while one of its tweets is active: as often as its most polled tweet.
  private static final String COST =
      """
      with firings as (
        select lot_id, round, count(*) as ids
        from twitter_engagement_tracking, generate_series(1, update_count) as round
        group by lot_id, round)
      select
        (select count(*) from twitter_tweets) as tweets,
        (select sum(update_count) from twitter_engagement_tracking) as polls,
        (select sum(ceil(ids / 20.0)) from firings) as "callsByLot",
        (select count(*) from firings) as firings
      """;

  static Cost run(BenchmarkContext context, UnaryOperator<StreamPlan.Builder> what)
      throws Exception {
    var clock = new SettableClock(START);
    Vertx platform = Vertx.vertx();
    var simulator = new PlatformSimulator(platform, clock, SimulatorSettings.defaults());
    await(simulator.start());
    try (BenchmarkEnvironment environment =
        BenchmarkEnvironment.open(context, clock, settings(simulator))) {
      Gateway gateway = await(Gateway.deploy(environment.app()));
      StreamPlan plan =
          what.apply(
                  StreamPlan.to(
                          "http://127.0.0.1:" + gateway.port() + "/api/webhooks/twitter",
                          "webhook-key",
                          List.of("brand"))
                      .with()
                      .neverMoveShare(0.75)
                      .seed(7))
              .plan();
      run(plan, environment, clock, platform, simulator);
      await(gateway.undeploy());
      return cost(environment, simulator);
    } finally {
      await(simulator.stop());
      await(platform.close());
    }
  }

  private static Map<String, String> settings(PlatformSimulator simulator) {
    return Map.of(
        "TIDEMARK_HTTP_HOST", "127.0.0.1",
        "TIDEMARK_HTTP_PORT", "0",
        "TIDEMARK_WEBHOOK_KEYS", "webhook-key",
        "TIDEMARK_TWITTERAPI_BASE_URL", simulator.baseUrl(),
        "TIDEMARK_TWITTERAPI_KEY", "demo-key");
  }

  /**
   * Deliveries after which the tables are analysed, as autovacuum does once a minute: a day passes
   * here in a minute, in which plans of empty tables would be used for full ones.
   */
  private static final Set<Integer> ANALYSED_AFTER = Set.of(50, 500, 2_000);

  private static final String ANALYSE =
      "analyze twitter_tweets, twitter_lots, twitter_engagement_tracking, timers";

  private static void run(
      StreamPlan plan,
      BenchmarkEnvironment environment,
      SettableClock clock,
      Vertx platform,
      PlatformSimulator simulator)
      throws SQLException {
    var app = environment.app();
    await(new Zones(app.pool()).add("brand", ZoneSettings.of("Brand", Cadence.HOURLY_LOT), START));
    await(new Rules(app.pool()).map("brand", "brand", null, true, START));
    var stream = new WebhookStream(platform, clock, simulator.tweets(), simulator::faults, plan);
    var store = Lots.jobStore(app);
    JobWorker pass =
        LotPoller.worker(
            app,
            store,
            new LotPoller(
                app,
                store,
                TweetSources.router(app, TweetSources.x(app)),
                new Thresholds(app.pool(), app.redis(), app.clock()),
                Tracker.partitions(app)),
            1);
    Optional<Instant> due = pass.runOnce();
    while (!stream.finished() || due.isPresent()) {
      if (!stream.finished() && (due.isEmpty() || !stream.nextAt().isAfter(due.get()))) {
        moveTo(clock, stream.nextAt());
        await(stream.deliverNext());
        if (ANALYSED_AFTER.contains(stream.report().deliveries())) {
          JdbcConnections.run(environment.database(), ANALYSE);
        }
        due = due.isPresent() ? due : pass.runOnce();
      } else {
        moveTo(clock, due.orElseThrow());
        due = pass.runOnce();
      }
    }
    if (stream.report().failed() > 0) {
      throw new IllegalStateException("the stream failed: " + stream.report());
    }
    if (clock.instant().isAfter(START.plus(Duration.ofDays(3)))) {
      throw new IllegalStateException("the stream continued until " + clock.instant());
    }
  }

  private static Cost cost(BenchmarkEnvironment environment, PlatformSimulator simulator)
      throws SQLException {
    Map<String, Long> counted = JdbcConnections.row(environment.database(), COST);
    var asked = simulator.meter().totals(Platform.TWITTER_API);
    return new Cost(
        Objects.requireNonNull(counted.get("tweets")),
        Objects.requireNonNull(counted.get("polls")),
        asked.idsAsked(),
        asked.calls(),
        Objects.requireNonNull(counted.get("callsByLot")),
        Objects.requireNonNull(counted.get("firings")));
  }

  private static void moveTo(SettableClock clock, Instant instant) {
    if (instant.isAfter(clock.instant())) {
      clock.set(instant);
    }
  }
}
