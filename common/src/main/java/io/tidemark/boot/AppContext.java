package io.tidemark.boot;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.budget.Budgets;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Message.BudgetLines;
import io.tidemark.contract.RequestReply;
import io.tidemark.jobs.JobStore;
import io.tidemark.postgres.Maintenance;
import io.tidemark.postgres.Postgres;
import io.tidemark.processes.FailureDetector;
import io.tidemark.processes.Heartbeat;
import io.tidemark.processes.ProcessRegistry;
import io.tidemark.processes.ProcessRegistry.Vitals;
import io.tidemark.redis.RedisLink;
import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.tidemark.telemetry.MeterCatalog;
import io.tidemark.telemetry.ProcessName;
import io.tidemark.telemetry.ProcessTotals;
import io.tidemark.telemetry.Traces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every verticle of a process shares: the stores, the clock, the meters, the budgets. */
public record AppContext(
    Vertx vertx,
    Settings settings,
    WorldClock clock,
    Pool pool,
    RedisLink redis,
    PrometheusMeterRegistry meters,
    Budgets budgets,
    ProcessRegistry processes,
    Heartbeat heartbeat,
    FailureDetector failureDetector) {

  private static final Logger log = LoggerFactory.getLogger(AppContext.class);

  /** The meters of a process. */
  public static PrometheusMeterRegistry newMeters() {
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meters.config().meterFilter(new MeterCatalog());
    return meters;
  }

  /**
   * A Vert.x that counts what it does in the registry and exports traces, if there is a tracer. Its
   * registry has a name of its own: Vert.x gives all of one name in a process the meters of the
   * first.
   */
  public static Vertx newVertx(
      PrometheusMeterRegistry meters, Optional<VertxTracerFactory> tracing) {
    return vertxBuilder(meters, tracing, options -> {}).build();
  }

  /**
   * The builder of {@link #newVertx(PrometheusMeterRegistry, Optional)}, for members of a cluster.
   *
   * @param more sets further options
   */
  public static VertxBuilder vertxBuilder(
      PrometheusMeterRegistry meters,
      Optional<VertxTracerFactory> tracing,
      Consumer<VertxOptions> more) {
    MetricsOptions named =
        new MicrometerMetricsOptions()
            .setRegistryName(UUID.randomUUID().toString())
            .setEnabled(true);
    var options = new VertxOptions().setPreferNativeTransport(true).setMetricsOptions(named);
    more.accept(options);
    VertxBuilder builder =
        Vertx.builder().with(options).withMetrics(new MicrometerMetricsFactory(meters));
    tracing.ifPresent(builder::withTracer);
    return builder;
  }

  /**
   * Brings the schema up to date and opens the stores.
   *
   * @return fails with {@link BadSetting} when a store was not named
   */
  public static Future<AppContext> open(
      Vertx vertx, Settings settings, WorldClock clock, PrometheusMeterRegistry meters) {
    return migrate(vertx, settings).compose(migrated -> connect(vertx, settings, clock, meters));
  }

  /**
   * Brings the schema up to date. A process may do other things meanwhile, but not open the stores.
   *
   * @return fails with {@link BadSetting} when a store was not named
   */
  public static Future<Void> migrate(Vertx vertx, Settings settings) {
    if (settings.postgres().isEmpty() || settings.redis().isEmpty()) {
      return Future.failedFuture(
          new BadSetting("TIDEMARK_POSTGRES_URL and TIDEMARK_REDIS_URL must both be set."));
    }
    return Postgres.migrate(vertx, settings.postgres().get().forSessions())
        .onSuccess(
            applied -> {
              if (applied > 0) {
                log.atInfo().addKeyValue("migrations", applied).log("Schema brought up to date");
              }
            })
        .mapEmpty();
  }

  /** Opens stores whose schema is up to date. */
  public static Future<AppContext> connect(
      Vertx vertx, Settings settings, WorldClock clock, PrometheusMeterRegistry meters) {
    return connect(vertx, settings, clock, meters, "all");
  }

  /**
   * Opens stores whose schema is up to date.
   *
   * @param role what the table {@code processes} says that this process does
   */
  public static Future<AppContext> connect(
      Vertx vertx,
      Settings settings,
      WorldClock clock,
      PrometheusMeterRegistry meters,
      String role) {
    if (clock.speed() != 1) {
      log.atWarn()
          .addKeyValue("speed", clock.speed())
          .log("The clock does not run in real time: for demonstrations and tests only");
    }
    Settings.Postgres postgres = settings.postgres().orElseThrow();
    Pool pool = Postgres.pool(vertx, postgres);
    var redis = new RedisLink(vertx, settings.redis().orElseThrow());
    Gauge.builder("tidemark.process", () -> 1).tag("role", role).register(meters);
    Gauge.builder("tidemark.redis.up", redis, link -> link.answers() ? 1 : 0)
        .strongReference(true)
        .register(meters);
    var processes =
        new ProcessRegistry(
            pool,
            ProcessName.unique(),
            role,
            () -> new Vitals(!redis.answers(), Heartbeat.breakers(meters)));
    var budgets = new Budgets(vertx, clock, pool, redis, meters, processes, Budgets.MAX_WAIT);
    var heartbeat = new Heartbeat(vertx, processes, new ProcessTotals(pool), meters);
    var failureDetector =
        new FailureDetector(vertx, processes, postgres.forSessions(), System::nanoTime);
    return redis
        .refuseOtherTopologies()
        .recover(
            refused ->
                Future.join(redis.close(), pool.close())
                    .transform(closed -> Future.failedFuture(refused)))
        .compose(fits -> Future.all(budgets.begin(), heartbeat.begin(), failureDetector.begin()))
        .compose(
            begun ->
                RequestReply.BUDGETS.answerAs(
                    vertx.eventBus(),
                    processes.name(),
                    asked -> budgets.lines().map(BudgetLines::new)))
        .map(
            known ->
                new AppContext(
                    vertx,
                    settings,
                    clock,
                    pool,
                    redis,
                    meters,
                    budgets,
                    processes,
                    heartbeat,
                    failureDetector));
  }

  /** The traces of this process. */
  public Traces traces() {
    return Traces.of(vertx);
  }

  /**
   * The claims of this process on jobs of one kind.
   *
   * @param lease how long a claim stands without renewal, by the database's clock
   */
  public JobStore jobStore(String kind, Duration lease) {
    return new JobStore(pool, kind, lease, failureDetector);
  }

  /** Connections for what changes tables. */
  public Maintenance maintenance() {
    return new Maintenance(
        vertx, settings.postgres().orElseThrow().forSessions(), Maintenance.LOCK_TIMEOUT);
  }

  /** Leaves the registry and closes the stores, but not Vert.x. */
  public Future<Void> close() {
    budgets.end();
    return failureDetector
        .end()
        .compose(gone -> heartbeat.end())
        .compose(left -> redis.close())
        .recover(gone -> Future.succeededFuture())
        .compose(closed -> pool.close());
  }
}
