package io.tidemark.benchmarks.calls;

import static io.tidemark.benchmarks.ground.Ground.await;

import io.tidemark.benchmarks.Bench;
import io.tidemark.benchmarks.ground.Ground;
import io.tidemark.benchmarks.ground.Jdbc;
import io.tidemark.clock.SettableClock;
import io.tidemark.gateway.Gateway;
import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.StreamPlanBuilder;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.tracker.Tracker;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Rules;
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
import java.util.function.UnaryOperator;

/**
 * A stream of webhooks and all polls that follow, on a clock that is moved from event to event, so
 * that no machine is too slow for it. What it costs is counted by the platform.
 */
final class SteppedStream {

  private static final Instant START = Instant.parse("2026-11-02T10:00:00Z");

  private SteppedStream() {}

  /**
   * What a stream cost until its last tweet had stopped.
   *
   * @param polls readings of tweets
   * @param idsAsked as the platform counted them
   * @param callsByLot what these polls would have been with a job for each lot and 20 ids a call
   * @param firings of lots; with a job per lot, each is at least one call
   */
  record Cost(long tweets, long polls, long idsAsked, long calls, long callsByLot, long firings) {

    double perThousand(long count) {
      return count * 1_000.0 / tweets;
    }
  }

  // A lot fires as long as a tweet of it is active: as often as its most polled tweet.
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

  static Cost run(Bench bench, UnaryOperator<StreamPlanBuilder> what) throws Exception {
    var clock = new SettableClock(START);
    Vertx platform = Vertx.vertx();
    var simulator = new PlatformSimulator(platform, clock, SimulatorSettings.defaults());
    await(simulator.start());
    try (Ground ground = Ground.lay(bench, clock, settings(simulator))) {
      Gateway gateway = await(Gateway.deploy(ground.foundation()));
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
      run(plan, ground, clock, platform, simulator);
      await(gateway.undeploy());
      return cost(ground, simulator);
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

  private static void run(
      StreamPlan plan,
      Ground ground,
      SettableClock clock,
      Vertx platform,
      PlatformSimulator simulator) {
    var foundation = ground.foundation();
    await(new Zones(foundation.pool()).add("brand", "Brand", Cadence.HOURLY_LOT, START));
    await(new Rules(foundation.pool()).map("brand", "brand", null, START));
    var stream = new WebhookStream(platform, clock, simulator.tweets(), simulator::switches, plan);
    var store = Lots.jobStore(foundation);
    JobWorker pass =
        Lots.worker(
            foundation,
            store,
            new LotPoller(
                foundation,
                store,
                TweetSources.payers(foundation, TweetSources.x(foundation)),
                new Thresholds(foundation.pool(), foundation.redis(), foundation.clock()),
                Tracker.partitions(foundation)),
            1);
    Optional<Instant> due = pass.runOnce();
    while (!stream.finished() || due.isPresent()) {
      if (!stream.finished() && (due.isEmpty() || !stream.nextAt().isAfter(due.get()))) {
        moveTo(clock, stream.nextAt());
        await(stream.deliverNext());
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
      throw new IllegalStateException("it went on until " + clock.instant());
    }
  }

  private static Cost cost(Ground ground, PlatformSimulator simulator) throws SQLException {
    Map<String, Long> counted = Jdbc.row(ground.database(), COST);
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
