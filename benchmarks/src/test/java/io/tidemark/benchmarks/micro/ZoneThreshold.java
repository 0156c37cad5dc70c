package io.tidemark.benchmarks.micro;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.tidemark.clock.SettableClock;
import io.tidemark.postgres.Postgres;
import io.tidemark.redis.RedisLink;
import io.tidemark.settings.Settings;
import io.tidemark.tracker.thresholds.Thresholds;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The P25 of a zone, from the cache and over all tweets of a day. */
@State(Scope.Benchmark)
public class ZoneThreshold {

  static final String POSTGRES = "tidemark.bench.postgres";
  static final String REDIS = "tidemark.bench.redis";
  static final String ZONE = "brand";
  static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");

  private static final Duration LONGER_THAN_FRESH = Duration.ofMinutes(61);

  private final SettableClock clock = new SettableClock(NOW);
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool =
      Postgres.pool(
          vertx,
          new Settings.Postgres(URI.create(System.getProperty(POSTGRES)), 2, Optional.empty()));
  private final RedisLink redis =
      new RedisLink(vertx, new Settings.Redis(URI.create(System.getProperty(REDIS))));
  private final Thresholds thresholds = new Thresholds(pool, redis, clock);

  /** Computes the threshold once, which fills the cache. */
  @Setup
  public void compute() {
    cached();
  }

  /** A cached threshold, as in nearly every poll. */
  @Benchmark
  public Map<String, Double> cached() {
    return await(thresholds.of(Set.of(ZONE)));
  }

  /**
   * A computed threshold, as once an hour per process: the clock alternates so that the cache is
   * always stale.
   */
  @Benchmark
  public Map<String, Double> computed() {
    clock.set(clock.instant().equals(NOW) ? NOW.plus(LONGER_THAN_FRESH) : NOW);
    return await(thresholds.of(Set.of(ZONE)));
  }

  /** Closes the stores. */
  @TearDown
  public void close() {
    await(redis.close());
    await(pool.close());
    await(vertx.close());
  }
}
