package io.tidemark.benchmarks.footprint;

import io.tidemark.benchmarks.environment.MigratedDatabases;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.benchmarks.harness.Samples;
import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.stream.StreamPlan;
import io.tidemark.simulator.stream.StreamReport;
import io.tidemark.simulator.stream.WebhookStream;
import io.tidemark.standalone.process.Role;
import io.tidemark.stores.FreePort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The memory of a gateway and a tracker under about a hundred times the real load. */
final class LoadFootprint {

  /** One hour in six seconds. */
  private static final double SPEED = 600;

  private static final int TWEETS = 10_000;
  private static final int TWEETS_PER_HOUR = 2_000;
  private static final String KEY = "webhook-key";

  private final BenchmarkContext context;
  private final Distribution image;

  LoadFootprint(BenchmarkContext context, Distribution image) {
    this.context = context;
    this.image = image;
  }

  /** The maximum resident memory of each. */
  List<Figure> figures() throws Exception {
    Instant origin = WorldClock.real().instant();
    WorldClock clock = WorldClock.faster(SPEED, origin);
    Vertx vertx = Vertx.vertx();
    String postgres = MigratedDatabases.create(context.stores());
    try (var database = DataSources.pool(postgres, 1)) {
      DataSources.run(
          database,
          "insert into zones values ('brand', 'Brand', 'HOURLY_LOT', now())",
          "insert into twitter_rules values ('brand', 'brand', null, now())");
      PlatformSimulator simulator =
          new PlatformSimulator(vertx, clock, SimulatorSettings.defaults())
              .start()
              .await(20, TimeUnit.SECONDS);
      Map<String, String> settings = new HashMap<>();
      settings.put("TIDEMARK_POSTGRES_URL", postgres);
      settings.put("TIDEMARK_REDIS_URL", context.stores().redis().url());
      settings.put("TIDEMARK_WEBHOOK_KEYS", KEY);
      settings.put("TIDEMARK_TWITTERAPI_PER_SECOND", "0");
      settings.put("TIDEMARK_TWITTERAPI_BASE_URL", simulator.baseUrl());
      settings.put("TIDEMARK_TWITTERAPI_KEY", "demo-key");
      settings.put("TIDEMARK_CLOCK_SPEED", Double.toString(SPEED));
      settings.put("TIDEMARK_CLOCK_ORIGIN", origin.toString());
      int one = FreePort.find();
      int other = FreePort.find();
      settings.put("TIDEMARK_CLUSTER_NAME", "footprint-at-load-" + one);
      settings.put("TIDEMARK_CLUSTER_MEMBERS", "127.0.0.1:%d,127.0.0.1:%d".formatted(one, other));
      try (MeasuredProcess tracker = start(Role.TRACKER, settings, one);
          MeasuredProcess gateway = start(Role.GATEWAY, settings, other)) {
        var plan =
            StreamPlan.to(gateway.address() + "/api/webhooks/twitter", KEY, List.of("brand"))
                .with()
                .tweets(TWEETS)
                .tweetsPerHour(TWEETS_PER_HOUR)
                .lotSize(20)
                .neverMoveShare(0.1)
                .cascades(1)
                .plan();
        Future<StreamReport> streamed =
            new WebhookStream(vertx, clock, simulator.tweets(), simulator::faults, plan).run();
        double most = 0;
        double mostOfGateway = 0;
        var over = new CountDownLatch(1);
        streamed.onComplete(ended -> over.countDown());
        do {
          most = Math.max(most, tracker.residentMegabytes());
          mostOfGateway = Math.max(mostOfGateway, gateway.residentMegabytes());
        } while (!over.await(250, TimeUnit.MILLISECONDS));
        long polled =
            DataSources.number(database, "select count(*) from twitter_engagement_history");
        context.progress().accept("%,d tweets came, %,d readings".formatted(TWEETS, polled));
        return List.of(
            new Figure("resident, tracker at load", Samples.of(most), "MB", Goal.none()),
            new Figure("resident, gateway at load", Samples.of(mostOfGateway), "MB", Goal.none()),
            new Figure("readings at load", Samples.of(polled), "readings", Goal.none()));
      } finally {
        simulator.stop().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
      }
    }
  }

  private MeasuredProcess start(Role role, Map<String, String> settings, int clusterPort)
      throws Exception {
    Map<String, String> own = new HashMap<>(settings);
    own.put("TIDEMARK_CLUSTER_PORT", Integer.toString(clusterPort));
    return MeasuredProcess.start(image.command(role, false), own);
  }
}
