package io.tidemark.tracker.economy;

import static java.util.stream.Collectors.toMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.Weight;
import io.tidemark.growth.GrowthModels;
import io.tidemark.growth.GrowthModels.Known;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The adaptive policies of zones: their models, weights and present prices.
 *
 * <p>Keeps the tables of a dozen policies in memory; building one takes milliseconds. Prices are
 * rounded to steps of three percent, so that zones share tables and the price of an hour seldom
 * builds new ones.
 */
public final class ZonePolicies {

  private static final double STEP = Math.log(1.03);
  private static final long MOST_BYTES = 12L * 1024 * 1024;

  private record Settings(String zone, Duration horizon, Weight weight, double price) {}

  private record Key(long model, Duration horizon, Weight weight, long step) {}

  private final GrowthModels models;
  private final Cache<Key, AdaptivePolicy> built =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((Key key, AdaptivePolicy policy) -> Math.toIntExact(policy.bytes()))
          .build();

  public ZonePolicies(GrowthModels models) {
    this.models = models;
  }

  private static final String SETTINGS =
      """
      select id, horizon_minutes, weight, poll_price
      from zones
      where id = any ($1::text[])
      """;

  /**
   * The policies of some zones, for each that exists: the one by which its tweets are polled if its
   * cadence is adaptive, and would be if it were.
   */
  public Future<Map<String, AdaptivePolicy>> of(SqlClient connection, Collection<String> zones) {
    if (zones.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return connection
        .preparedQuery(SETTINGS)
        .execute(Tuple.of((Object) zones.toArray(String[]::new)))
        .map(rows -> rows.stream().map(ZonePolicies::settings).toList())
        .compose(found -> policies(connection, found));
  }

  private static Settings settings(Row row) {
    return new Settings(
        row.getString("id"),
        Duration.ofMinutes(row.getInteger("horizon_minutes")),
        Weight.of(row.getString("weight")),
        row.getDouble("poll_price"));
  }

  private Future<Map<String, AdaptivePolicy>> policies(SqlClient connection, List<Settings> zones) {
    return models
        .ofZones(connection, zones.stream().map(Settings::zone).toList())
        .map(
            known ->
                zones.stream()
                    .collect(toMap(Settings::zone, zone -> policy(zone, known.get(zone.zone())))));
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
