package io.tidemark.standalone;

import static io.tidemark.boot.TestFoundation.await;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.StreamReport;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.standalone.process.Application;
import io.tidemark.stores.LocalStores;
import io.tidemark.tracker.Tracker;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.ZoneSettings;
import io.tidemark.tracker.intake.Zones;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.WebClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole process, its verticles and alarms included, while its stores come and go. */
@Tag("server")
@Order(1) // it takes long, so it begins first
class OutageTest {

  /** An hour of the tracker in a second and a half. */
  private static final double SPEED = 2_400;

  private static final String ADMIN = "an-admin-key-for-tests";

  private final LocalStores stores = LocalStores.temporary();
  private final WorldClock clock = WorldClock.faster(SPEED);
  private final Vertx vertx = Vertx.vertx();
  private PlatformSimulator simulator;
  private AppContext app;
  private Application application;

  @BeforeEach
  void start() {
    simulator = await(new PlatformSimulator(vertx, clock, SimulatorSettings.defaults()).start());
    Settings settings =
        SettingsReader.of(
            Map.ofEntries(
                entry("TIDEMARK_POSTGRES_URL", stores.postgres().url()),
                entry("TIDEMARK_REDIS_URL", stores.redis().url()),
                entry("TIDEMARK_HTTP_HOST", "127.0.0.1"),
                entry("TIDEMARK_HTTP_PORT", "0"),
                entry("TIDEMARK_MANAGEMENT_PORT", "0"),
                entry("TIDEMARK_WEBHOOK_KEYS", "webhook-key"),
                entry("TIDEMARK_ADMIN_KEY", ADMIN),
                entry("TIDEMARK_TRACKER_LEASE", "2s"),
                entry("TIDEMARK_TRACKER_IDLE", "500ms"),
                entry("TIDEMARK_UPSTREAM_TIMEOUT", "2s"),
                entry("TIDEMARK_TWITTERAPI_BASE_URL", simulator.baseUrl()),
                entry("TIDEMARK_TWITTERAPI_KEY", "demo-key")));
    app = await(AppContext.open(vertx, settings, clock, AppContext.newMeters()));
    application = await(Application.start(app));
    await(
        new Zones(app.pool())
            .add("brand", ZoneSettings.of("B", Cadence.HOURLY_LOT), clock.instant()));
    await(new Rules(app.pool()).map("brand", "brand", null, true, clock.instant()));
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
  void withoutRedisAndWithABusThatLosesEverythingTheWholeTimeLotsFireAllTheSame() {
    stores.redis().stop();
    vertx.eventBus().addOutboundInterceptor(lost -> {});

    Future<StreamReport> streaming = stream(100).run();
    until(() -> number("select count(*) from twitter_tweets") > 0);
    Future<Integer> refreshed = refresh(number("select min(id) from twitter_tweets"));

    StreamReport report = await(streaming);
    assertThat(report.failed()).isZero();
    assertThat(report.attempts()).isEqualTo(report.deliveries());
    everyLotFinishes(100);
    assertThat(await(refreshed)).as("answer to a manual refresh").isEqualTo(503);
  }

  @Test
  void whatBeginsWhilePostgresIsAwayServesWhenItIsBack() {
    stores.postgres().stop();

    Future<Tracker> verticles = Tracker.deploy(app);
    Future<Application> second =
        AppContext.open(vertx, app.settings(), clock, AppContext.newMeters())
            .compose(Application::start);
    stores.postgres().start();

    await(verticles.compose(Tracker::undeploy));
    await(second.compose(Application::stop));
  }

  /** As when an address leads to a standby after a failover, and then to the primary again. */
  @Test
  void aDatabaseThatIsReadOnlyTakesTheProcessOutOfServiceUntilItIsNoLonger() {
    assertThat(await(ready())).isEqualTo(200);

    readOnly("on");
    until(() -> await(ready()) == 503);

    readOnly("off");
    until(() -> await(ready()) == 200);
  }

  private void readOnly(String value) {
    await(
        app.maintenance()
            .withConnection(
                session ->
                    session
                        .query("set default_transaction_read_only = off")
                        .execute()
                        .compose(
                            writing ->
                                session
                                    .query(
                                        "alter database postgres set"
                                            + " default_transaction_read_only = "
                                            + value)
                                    .execute())
                        .compose(
                            changed ->
                                session
                                    .query(
                                        "select pg_terminate_backend(pid) from pg_stat_activity"
                                            + " where application_name = 'tidemark' and '"
                                            + value
                                            + "' = 'on'")
                                    .execute())));
  }

  private Future<Integer> ready() {
    return WebClient.create(vertx)
        .get(application.managementPort(), "127.0.0.1", "/health/ready")
        .send()
        .map(answer -> answer.statusCode());
  }

  private WebhookStream stream(int tweets) {
    return new WebhookStream(
        vertx,
        clock,
        simulator.tweets(),
        simulator::faults,
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

  private Future<Integer> refresh(long tweet) {
    return vertx
        .createHttpClient()
        .request(
            HttpMethod.POST,
            application.port(),
            "127.0.0.1",
            "/api/twitter/tweets/" + tweet + "/refresh")
        .compose(request -> request.putHeader("Authorization", "Bearer " + ADMIN).send())
        .map(HttpClientResponse::statusCode);
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
    return await(app.pool().query(query).execute()).iterator().next().getLong(0);
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
