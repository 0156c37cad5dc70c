package io.tidemark.standalone;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.gateway.Gateway;
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
import io.tidemark.tracker.lots.LotsPass;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What tracking costs, counted by the platform: the figures of the README, on a clock that is moved
 * from event to event, so that no machine is too slow for them.
 */
class EconomyTest {

  private static final Instant START = Instant.parse("2026-11-02T10:00:00Z");

  private final SettableClock clock = new SettableClock(START);
  private final Vertx platform = Vertx.vertx();
  private final PlatformSimulator simulator =
      await(new PlatformSimulator(platform, clock, SimulatorSettings.defaults()).start());
  private final TestFoundation stores =
      TestFoundation.lay(
          clock,
          Map.of(
              "TIDEMARK_HTTP_HOST", "127.0.0.1",
              "TIDEMARK_HTTP_PORT", "0",
              "TIDEMARK_WEBHOOK_KEYS", "webhook-key",
              "TIDEMARK_TWITTERAPI_BASE_URL", simulator.baseUrl(),
              "TIDEMARK_TWITTERAPI_KEY", "demo-key"));
  private final Gateway gateway = await(Gateway.deploy(stores.foundation()));

  @AfterEach
  void end() {
    await(gateway.undeploy());
    stores.close();
    await(simulator.stop());
    await(platform.close());
  }

  @Test
  void aStreamOfWhichThreeQuartersNeverMoveCostsAtMost263TweetPolls() {
    run(plan().tweets(149).cascades(1).seed(7).plan());

    assertThat(stores.number("select count(*) from twitter_tweets")).isEqualTo(149);
    assertThat(polls()).isLessThanOrEqualTo(263);
    assertThat(simulator.meter().totals(Platform.TWITTER_API).idsAsked()).isEqualTo(polls());
  }

  @Test
  void aThousandTweetsAnHourInLotsOfFiveCostAtMost75CallsPerThousand() {
    run(plan().tweets(20_000).tweetsPerHour(1_000).lotSize(5).cascades(6).seed(7).plan());

    double perThousand = simulator.meter().totals(Platform.TWITTER_API).calls() / 20.0;
    assertThat(stores.number("select count(*) from twitter_tweets")).isEqualTo(20_000);
    assertThat(perThousand).isLessThanOrEqualTo(75);
  }

  private StreamPlanBuilder plan() {
    return StreamPlan.to(
            "http://127.0.0.1:" + gateway.port() + "/api/webhooks/twitter",
            "webhook-key",
            List.of("brand"))
        .with()
        .neverMoveShare(0.75)
        .lotSize(5);
  }

  private long polls() {
    return stores.number("select sum(update_count)::bigint from twitter_engagement_tracking");
  }

  /** Lets the clock go from the next thing that happens to the next. */
  private void run(StreamPlan plan) {
    await(new Zones(stores.pool()).add("brand", "Brand", Cadence.HOURLY_LOT, clock.instant()));
    await(new Rules(stores.pool()).map("brand", "brand", null, clock.instant()));
    var stream = new WebhookStream(platform, clock, simulator.tweets(), simulator::switches, plan);
    var payers = TweetSources.payers(stores.foundation(), TweetSources.x(stores.foundation()));
    LotsPass pass =
        Tracker.passes(stores.foundation(), payers, Tracker.partitions(stores.foundation())).get();
    Optional<Instant> due = pass.runOnce();
    while (!stream.finished() || due.isPresent()) {
      if (!stream.finished() && (due.isEmpty() || !stream.nextAt().isAfter(due.get()))) {
        moveTo(stream.nextAt());
        await(stream.deliverNext());
        due = due.isPresent() ? due : pass.runOnce();
      } else {
        moveTo(due.orElseThrow());
        due = pass.runOnce();
      }
    }
    assertThat(stream.report().failed()).isZero();
    assertThat(clock.instant()).isBefore(START.plus(Duration.ofDays(2)));
  }

  private void moveTo(Instant instant) {
    if (instant.isAfter(clock.instant())) {
      clock.set(instant);
    }
  }
}
