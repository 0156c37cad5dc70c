package io.tidemark.tracker.thresholds;

import static java.util.stream.Collectors.toMap;

import io.tidemark.clock.WorldClock;
import io.tidemark.redis.RedisLink;
import io.tidemark.tracker.tallies.EngagementTallies;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threshold of each zone: the P25 of its tweets' engagement over the last 24 hours. It is at
 * least 1, and 1 for a zone without tweets.
 *
 * <p>Redis keeps the value for an hour. After that one process recomputes it, and the others use
 * the old value meanwhile. Without Redis each process computes it once an hour. If computing fails
 * or takes too long, the process uses the last value that it knows, or else 1, because polls must
 * not wait for a threshold.
 */
public final class Thresholds {

  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration WINDOW = Duration.ofHours(24);

  /** Real time after which Redis forgets the value of a zone that is not polled any more. */
  private static final String KEPT_SECONDS = "7200";

  /** Real time after which another process may recompute, if the first has not finished. */
  private static final String RECOMPUTE_MILLIS = "5000";

  private static final String RECOMPUTE = ":recompute";

  /** The longest wait for a value, in real time. */
  private static final Duration MOST_WAIT = Duration.ofSeconds(5);

  private static final double LEAST = 1;

  private static final Logger log = LoggerFactory.getLogger(Thresholds.class);

  private record Cached(double p25, Instant at) {}

  private final Pool pool;
  private final RedisLink redis;
  private final WorldClock clock;
  private final Map<String, Cached> known = new ConcurrentHashMap<>();

  public Thresholds(Pool pool, RedisLink redis, WorldClock clock) {
    this.pool = pool;
    this.redis = redis;
    this.clock = clock;
  }

  /**
   * The thresholds of some zones, each at least 1.
   *
   * @return never fails, and completes within five seconds
   */
  public Future<Map<String, Double>> of(Set<String> zones) {
    if (zones.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    Instant now = clock.instant();
    List<String> ordered = List.copyOf(new TreeSet<>(zones));
    return cached(ordered)
        .onSuccess(cached -> cached.forEach(this::remember))
        .compose(cached -> refresh(ordered, cached, now))
        .recover(redisIsAway -> own(ordered, now))
        .timeout(MOST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(
            problem -> {
              log.atWarn()
                  .addKeyValue("zones", ordered.size())
                  .addKeyValue("problem", problem.getMessage())
                  .log("Thresholds could not be read; using the last known values");
              return Map.of();
            })
        .map(found -> found.size() == ordered.size() ? found : orLastKnown(ordered, found));
  }

  private Map<String, Double> orLastKnown(List<String> zones, Map<String, Double> found) {
    Map<String, Double> all = new HashMap<>();
    for (String zone : zones) {
      Cached last = known.get(zone);
      all.put(zone, found.getOrDefault(zone, last == null ? LEAST : last.p25()));
    }
    return all;
  }

  /**
   * Without Redis: recomputes only the values that this process has not computed within the hour.
   */
  private Future<Map<String, Double>> own(List<String> zones, Instant now) {
    List<String> stale = zones.stream().filter(zone -> !isFresh(known.get(zone), now)).toList();
    return (stale.isEmpty()
            ? Future.succeededFuture(Map.<String, Double>of())
            : compute(stale, now))
        .map(computed -> orLastKnown(zones, computed));
  }

  /** Keeps the later of two values of a zone. */
  private void remember(String zone, Cached value) {
    known.merge(zone, value, (a, b) -> a.at().isAfter(b.at()) ? a : b);
  }

  private Future<Map<String, Double>> refresh(
      List<String> zones, Map<String, Cached> cached, Instant now) {
    List<String> stale = zones.stream().filter(zone -> !isFresh(cached.get(zone), now)).toList();
    return mine(stale, cached)
        .compose(
            mine ->
                mine.isEmpty()
                    ? Future.succeededFuture(Map.<String, Double>of())
                    : compute(mine, now).compose(computed -> store(computed, now).map(computed)))
        .map(
            computed -> {
              Map<String, Double> thresholds =
                  new HashMap<>(
                      cached.entrySet().stream()
                          .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().p25())));
              thresholds.putAll(computed);
              return thresholds;
            });
  }

  private static boolean isFresh(@Nullable Cached cached, Instant now) {
    return cached != null && Duration.between(cached.at(), now).abs().compareTo(FRESH) < 0;
  }

  private Future<Map<String, Cached>> cached(List<String> zones) {
    Request get = Request.cmd(Command.MGET);
    zones.forEach(zone -> get.arg(key(zone)));
    return redis
        .send(get)
        .map(
            values -> {
              Map<String, Cached> cached = new HashMap<>();
              for (int i = 0; values != null && i < zones.size(); i++) {
                Response value = values.get(i);
                if (value != null) {
                  String[] parts = value.toString().split("@", 2);
                  cached.put(
                      zones.get(i),
                      new Cached(Double.parseDouble(parts[0]), Instant.parse(parts[1])));
                }
              }
              return cached;
            });
  }

  /**
   * The stale zones that this process recomputes: those whose lock it got, and those without even
   * an old value.
   */
  private Future<List<String>> mine(List<String> stale, Map<String, Cached> cached) {
    List<Future<Boolean>> locks =
        stale.stream().map(zone -> lock(zone, cached.containsKey(zone))).toList();
    return Future.all(locks)
        .map(
            all ->
                IntStream.range(0, stale.size())
                    .filter(i -> locks.get(i).result())
                    .mapToObj(stale::get)
                    .toList());
  }

  private Future<Boolean> lock(String zone, boolean isCached) {
    return redis
        .send(
            Request.cmd(Command.SET)
                .arg(key(zone) + RECOMPUTE)
                .arg("1")
                .arg("NX")
                .arg("PX")
                .arg(RECOMPUTE_MILLIS))
        .map(answer -> answer != null || !isCached);
  }

  private Future<Void> store(Map<String, Double> computed, Instant now) {
    return Future.all(
            computed.keySet().stream().map(zone -> store(zone, computed.get(zone), now)).toList())
        .mapEmpty();
  }

  private Future<?> store(String zone, double p25, Instant now) {
    return redis
        .send(
            Request.cmd(Command.SET)
                .arg(key(zone))
                .arg(p25 + "@" + now)
                .arg("EX")
                .arg(KEPT_SECONDS))
        .compose(stored -> redis.send(Request.cmd(Command.DEL).arg(key(zone) + RECOMPUTE)));
  }

  private Future<Map<String, Double>> compute(Collection<String> zones, Instant now) {
    List<String> ordered = List.copyOf(zones);
    List<Future<Double>> thresholds = ordered.stream().map(zone -> compute(zone, now)).toList();
    return Future.all(thresholds)
        .map(
            all ->
                IntStream.range(0, ordered.size())
                    .boxed()
                    .collect(toMap(ordered::get, i -> thresholds.get(i).result())));
  }

  private Future<Double> compute(String zone, Instant now) {
    return EngagementTallies.spread(pool, zone, now.minus(WINDOW))
        .map(
            spread -> {
              double p25 = Math.max(LEAST, spread.quantile(0.25));
              remember(zone, new Cached(p25, now));
              return p25;
            });
  }

  private static String key(String zone) {
    return "tidemark:zone:" + zone + ":p25";
  }
}
