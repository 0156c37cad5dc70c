package io.tidemark.tracker.economy;

import static java.util.stream.Collectors.toSet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.Weight;
import io.tidemark.forecast.models.GrowthModels;
import io.tidemark.forecast.models.GrowthModels.Known;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies of zones with the adaptive cadence: their models, weights and present prices.
 *
 * <p>A process keeps the tables of its policies in memory. Prices are rounded to steps of three
 * percent, so that zones share tables and an hour's new price seldom builds any.
 */
public final class ZonePolicies {

  /** The policy of a zone of which none is known, because its row could not be read. */
  private static final AdaptivePolicy OTHERWISE =
      AdaptivePolicy.of(ShippedModel.tweets(), Weight.BALANCED, 0.02);

  private static final double STEP = Math.log(1.03);
  private static final int MOST_TABLES = 64;
  private static final Duration MOST_WAIT = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(ZonePolicies.class);

  private record Settings(String zone, Duration horizon, Weight weight, double price) {}

  private record Key(long model, Duration horizon, Weight weight, long step) {}

  private final Pool pool;
  private final GrowthModels models;
  private final Cache<Key, AdaptivePolicy> built =
      Caffeine.newBuilder().maximumSize(MOST_TABLES).build();
  private final Map<String, AdaptivePolicy> last = new ConcurrentHashMap<>();

  public ZonePolicies(Pool pool, GrowthModels models) {
    this.pool = pool;
    this.models = models;
  }

  /** The policies of some zones at one time. */
  public record Policies(Map<String, AdaptivePolicy> byZone) {

    /** The policy of a zone; one with the shipped model when its row could not be read. */
    public AdaptivePolicy of(String zone) {
      return byZone.getOrDefault(zone, OTHERWISE);
    }
  }

  private static final String SETTINGS =
      """
      select id, horizon_minutes, weight, poll_price
      from zones
      where id = any ($1::text[])
        and cadence = 'ADAPTIVE'
      """;

  /**
   * The policies of those of the zones that have the adaptive cadence.
   *
   * @return never fails, and completes within five seconds: a poll that was paid for is decided by
   *     the last policy that this process knows
   */
  public Future<Policies> of(Set<String> zones) {
    if (zones.isEmpty()) {
      return Future.succeededFuture(new Policies(Map.of()));
    }
    return pool.preparedQuery(SETTINGS)
        .execute(Tuple.of((Object) zones.toArray(String[]::new)))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(ZonePolicies::settings)
                    .toList())
        .compose(this::policies)
        .timeout(MOST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(
            problem -> {
              log.atWarn()
                  .addKeyValue("zones", zones.size())
                  .addKeyValue("problem", problem.getMessage())
                  .log("Policies could not be read; using the last known ones");
              return Map.copyOf(last);
            })
        .map(Policies::new);
  }

  /** The policy of one zone. */
  public Future<AdaptivePolicy> of(String zone) {
    return of(Set.of(zone)).map(policies -> policies.of(zone));
  }

  private static Settings settings(Row row) {
    return new Settings(
        row.getString("id"),
        Duration.ofMinutes(row.getInteger("horizon_minutes")),
        Weight.of(row.getString("weight")),
        row.getDouble("poll_price"));
  }

  private Future<Map<String, AdaptivePolicy>> policies(List<Settings> zones) {
    if (zones.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return models
        .ofZones(zones.stream().map(Settings::zone).collect(toSet()))
        .map(
            known -> {
              Map<String, AdaptivePolicy> found = new HashMap<>();
              for (Settings zone : zones) {
                found.put(zone.zone(), policy(zone, known.get(zone.zone())));
              }
              last.putAll(found);
              return found;
            });
  }

  private AdaptivePolicy policy(Settings zone, Known known) {
    long step = Math.round(Math.log(zone.price()) / STEP);
    return built.get(
        new Key(known.id(), zone.horizon(), zone.weight(), step),
        key ->
            AdaptivePolicy.of(
                Horizons.move(known.model(), key.horizon()),
                key.weight(),
                Math.exp(key.step() * STEP)));
  }
}
