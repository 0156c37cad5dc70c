package io.tidemark.benchmarks.timers;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.environment.MigratedDatabases;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.RoundResult;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.ClaimOwner;
import io.tidemark.jobs.Completion;
import io.tidemark.jobs.JobStore;
import io.tidemark.postgres.Postgres;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.stores.LocalStores;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The claims of one process over lots that finish after one run: the claim, and the two statements
 * of a recording that concern timers, in one transaction.
 */
final class TidemarkTimers implements Contestant {

  private static final String KIND = "lot";

  private final String name;
  private final long lots;
  private final Vertx vertx = Vertx.vertx();
  private final Settings.Tracker settings;
  private final Pool pool;
  private final String url;
  private final HikariDataSource database;
  private final JobStore timers;
  private final LongAdder handled = new LongAdder();
  private long filled;

  TidemarkTimers(String name, LocalStores stores, long lots) {
    this.name = name;
    this.lots = lots;
    this.url = MigratedDatabases.create(stores);
    Settings all =
        SettingsReader.of(
            Map.of(
                "TIDEMARK_POSTGRES_URL",
                url,
                "TIDEMARK_REDIS_URL",
                "redis://127.0.0.1:1/unused",
                "TIDEMARK_TRACKER_INSTANCES",
                "4",
                "TIDEMARK_TRACKER_BATCH",
                "200"));
    this.settings = all.tracker();
    this.pool = Postgres.pool(vertx, all.postgres().orElseThrow());
    this.timers = new JobStore(pool, KIND, settings.lease(), ClaimOwner.NONE);
    this.database = DataSources.pool(url, 2);
  }

  String url() {
    return url;
  }

  HikariDataSource database() {
    return database;
  }

  @Override
  public String name() {
    return name;
  }

  // New lots each round, due after the previous ones, as in production, and not between their dead
  // rows.
  private static final String FILL =
      """
      insert into timers (kind, subject, due_at)
      select 'lot', %d + n, now() - n * interval '5 microseconds'
      from generate_series(1, %d) as n
      """;

  @Override
  public RoundResult round() throws Exception {
    fill();
    handled.reset();
    var passes =
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.VIRTUAL_THREAD)
            .setInstances(settings.instances());
    long began = System.nanoTime();
    String ran = vertx.deployVerticle(ClaimLoop::new, passes).await(10, TimeUnit.MINUTES);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    vertx.undeploy(ran).await(1, TimeUnit.MINUTES);
    return new RoundResult(lots, took, WorkDone.of(handled.sum(), due()));
  }

  void fill() throws SQLException {
    DataSources.run(database, FILL.formatted(filled, lots), "vacuum analyze timers", "checkpoint");
    filled += lots;
  }

  private long due() throws SQLException {
    return DataSources.number(database, "select count(*) from timers where due_at <= now()");
  }

  /** Starts completely when nothing is due any more. */
  private final class ClaimLoop extends VerticleBase {

    @Override
    public Future<?> start() {
      while (true) {
        List<Claim> claims = timers.claim(Instant.now(), settings.batch()).await();
        if (claims.isEmpty()) {
          return Future.succeededFuture();
        }
        handled.add(claims.size());
        pool.withTransaction(
                transaction ->
                    timers
                        .lockClaims(transaction, claims)
                        .compose(held -> timers.complete(transaction, finished(claims))))
            .await();
      }
    }
  }

  private static List<Completion> finished(List<Claim> claims) {
    return claims.stream()
        .map(claim -> new Completion(claim.subject(), claim.token(), null))
        .toList();
  }

  @Override
  public void close() throws Exception {
    database.close();
    pool.close().await(1, TimeUnit.MINUTES);
    vertx.close().await(1, TimeUnit.MINUTES);
  }
}
