package io.tidemark.standalone;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.Foundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.StreamReport;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.stores.LocalStores;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.Zones;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole process, its verticles and alarms included, while its stores come and go. */
class OutageTest {

  /** An hour of the tracker in three seconds. */
  private static final double SPEED = 1_200;

  private final LocalStores stores = LocalStores.temporary();
  private final WorldClock clock = WorldClock.faster(SPEED);
  private final Vertx vertx = Vertx.vertx();
  private PlatformSimulator simulator;
  private Foundation foundation;
  private Application application;

  @BeforeEach
  void start() {
    simulator = await(new PlatformSimulator(vertx, clock, SimulatorSettings.defaults()).start());
    Settings settings =
        SettingsReader.of(
            Map.of(
                "TIDEMARK_POSTGRES_URL", stores.postgres().url(),
                "TIDEMARK_REDIS_URL", stores.redis().url(),
                "TIDEMARK_HTTP_HOST", "127.0.0.1",
                "TIDEMARK_HTTP_PORT", "0",
                "TIDEMARK_MANAGEMENT_PORT", "0",
                "TIDEMARK_WEBHOOK_KEYS", "webhook-key",
                "TIDEMARK_TRACKER_LEASE", "2s",
                "TIDEMARK_TRACKER_IDLE", "500ms",
                "TIDEMARK_TWITTERAPI_BASE_URL", simulator.baseUrl(),
                "TIDEMARK_TWITTERAPI_KEY", "demo-key"));
    foundation = await(Foundation.lay(vertx, settings, clock, Foundation.newMeters()));
    application = await(Application.start(foundation));
    await(new Zones(foundation.pool()).add("brand", "B", Cadence.HOURLY_LOT, clock.instant()));
    await(new Rules(foundation.pool()).map("brand", "brand", null, clock.instant()));
  }

  @AfterEach
  void end() {
    await(application.stop());
    await(simulator.stop());
    await(vertx.close());
    stores.close();
  }

  @Test
  void postgresRestartedInMidRunLosesNothingAndDoublesNothing() {
    WebhookStream stream = stream(400);
    Future<StreamReport> streaming = stream.run();
    until(() -> number("select count(*) from twitter_engagement_history") > 20);

    stores.postgres().stop();
    stores.postgres().start();

    StreamReport report = await(streaming);
    assertThat(report.failed()).isZero();
    everyLotFinishes(400);
  }

  @Test
  void withoutRedisTheWholeTimeNothingElseChanges() {
    stores.redis().stop();

    StreamReport report = await(stream(100).run());

    assertThat(report.failed()).isZero();
    assertThat(report.attempts()).isEqualTo(report.deliveries());
    everyLotFinishes(100);
  }

  private WebhookStream stream(int tweets) {
    return new WebhookStream(
        vertx,
        clock,
        simulator.tweets(),
        simulator::switches,
        StreamPlan.to(
                "http://127.0.0.1:" + application.port() + "/api/webhooks/twitter",
                "webhook-key",
                List.of("brand"))
            .with()
            .tweets(tweets)
            .tweetsPerHour(200)
            .lotSize(5)
            .neverMoveShare(0.5)
            .cascades(1)
            .plan());
  }

  private void everyLotFinishes(int tweets) {
    until(() -> number("select count(*) from timers where kind = 'lot'") == 0);
    assertThat(number("select count(*) from twitter_tweets")).isEqualTo(tweets);
    assertThat(number("select count(*) from twitter_engagement_tracking where stop_reason is null"))
        .isZero();
    assertThat(
            number(
                "select count(*) from (select tweet_id, round from twitter_engagement_history"
                    + " where round is not null group by 1, 2 having count(*) > 1) doubled"))
        .isZero();
    assertThat(
            number(
                "select count(*) from twitter_engagement_tracking k where k.update_count <>"
                    + " (select count(*) from twitter_engagement_history h"
                    + " where h.tweet_id = k.tweet_db_id and h.origin = 'poll')"))
        .as("tweets with a round that has no reading")
        .isZero();
  }

  private long number(String query) {
    return await(foundation.pool().query(query).execute()).iterator().next().getLong(0);
  }

  /** Looks again and again, at most two minutes; the database may be away meanwhile. */
  private void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!holds(condition)) {
      assertThat(System.nanoTime()).as("waited two minutes").isLessThan(end);
      await(vertx.timer(50, TimeUnit.MILLISECONDS));
    }
  }

  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (Exception away) { // an await throws checked exceptions as well
      return false;
    }
  }
}
