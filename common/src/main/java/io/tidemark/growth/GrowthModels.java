package io.tidemark.growth;

import static java.util.stream.Collectors.toMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.ModelFormat;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The growth models in force: the newest row of a zone, else that of the whole platform, else the
 * model that ships with the product. Rows of a format that this version does not read are left out,
 * so that processes of two versions work side by side.
 *
 * <p>A row does not change, so that it is read once in a process.
 */
public final class GrowthModels {

  /** The posts whose curves a model was learnt from. */
  public enum Extent {
    ZONE,
    PLATFORM,
    /** Those of the model that ships with the product. */
    SHIPPED
  }

  /** The model in force and its row. */
  public record Known(long id, Extent extent, GrowthModel model) {}

  /** The id of the model that ships with the product, which has no row. */
  public static final long SHIPPED = 0;

  private static final int MOST_IN_MEMORY = 64;

  /** Kept when a newer one is stored, so that processes which use them can go on reading. */
  private static final int KEPT = 5;

  private static final Known SHIPPED_MODEL =
      new Known(SHIPPED, Extent.SHIPPED, ShippedModel.tweets());

  private final Cache<Long, Known> read = Caffeine.newBuilder().maximumSize(MOST_IN_MEMORY).build();

  private static final String OF_ZONES =
      """
      select zone.id as zone_id, model.id
      from unnest($1::text[]) as zone (id)
      cross join lateral (
        select id
        from growth_models
        where (zone_id = zone.id or zone_id is null)
          and workspace_id is null
          and platform = 'twitter'
          and metric = 'engagement'
          and format <= $2
        order by zone_id nulls last, id desc
        limit 1) model
      """;

  /** The models of the tweets of zones, for each of them. */
  public Future<Map<String, Known>> ofZones(SqlClient connection, Collection<String> zones) {
    return connection
        .preparedQuery(OF_ZONES)
        .execute(Tuple.of(zones.toArray(String[]::new), ModelFormat.VERSION))
        .map(
            rows ->
                rows.stream()
                    .collect(toMap(row -> row.getString("zone_id"), row -> row.getLong("id"))))
        .compose(
            ids ->
                load(connection, ids.values())
                    .map(
                        models -> {
                          Map<String, Known> found = new HashMap<>();
                          for (String zone : zones) {
                            Long id = ids.get(zone);
                            found.put(
                                zone,
                                id == null
                                    ? SHIPPED_MODEL
                                    : models.getOrDefault(id, SHIPPED_MODEL));
                          }
                          return found;
                        }));
  }

  /** The model of the tweets of one zone. */
  public Future<Known> ofZone(SqlClient connection, String zone) {
    return ofZones(connection, List.of(zone)).map(models -> models.get(zone));
  }

  private static final String OF_WORKSPACE =
      """
      select id
      from growth_models
      where zone_id is null
        and workspace_id = $1
        and platform = $2
        and metric = $3
        and format <= $4
      order by id desc
      limit 1
      """;

  /**
   * The newest model of a workspace's posts on a platform.
   *
   * @return empty when none was learnt; no other model takes its place
   */
  public Future<Optional<GrowthModel>> ofWorkspace(
      SqlClient connection, String workspace, String platform, String metric) {
    return connection
        .preparedQuery(OF_WORKSPACE)
        .execute(Tuple.of(workspace, platform, metric, ModelFormat.VERSION))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture(Optional.empty())
                    : load(connection, rows.iterator().next().getLong("id")));
  }

  private Future<Optional<GrowthModel>> load(SqlClient connection, long id) {
    return load(connection, List.of(id))
        .map(models -> Optional.ofNullable(models.get(id)).map(Known::model));
  }

  private static final String LOAD =
      "select id, zone_id, model from growth_models where id = any ($1)";

  /** The models of some rows; without those that were removed meanwhile. */
  private Future<Map<Long, Known>> load(SqlClient connection, Collection<Long> ids) {
    Map<Long, Known> found = new HashMap<>(read.getAllPresent(new HashSet<>(ids)));
    Set<Long> missing = new HashSet<>(ids);
    missing.removeAll(found.keySet());
    if (missing.isEmpty()) {
      return Future.succeededFuture(found);
    }
    return connection
        .preparedQuery(LOAD)
        .execute(Tuple.of((Object) missing.toArray(Long[]::new)))
        .map(
            rows -> {
              rows.forEach(
                  row -> {
                    long id = row.getLong("id");
                    Extent extent =
                        row.getString("zone_id") == null ? Extent.PLATFORM : Extent.ZONE;
                    var known = new Known(id, extent, ModelFormat.read(row.getString("model")));
                    read.put(id, known);
                    found.put(id, known);
                  });
              return found;
            });
  }

  private static final String ADD =
      """
      insert into growth_models (
        zone_id, workspace_id, platform, metric, format, curves, made_at, model)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      """;

  private static final String DROP_OLD =
      """
      delete from growth_models
      where zone_id is not distinct from $1
        and workspace_id is not distinct from $2
        and platform = $3
        and metric = $4
        and format = $6
        and id not in (
          select id
          from growth_models
          where zone_id is not distinct from $1
            and workspace_id is not distinct from $2
            and platform = $3
            and metric = $4
            and format = $6
          order by id desc
          limit $5)
      """;

  /**
   * Stores a newer model in the caller's transaction; a few older ones stay.
   *
   * @param zone null for all zones of the platform, or for a workspace
   * @param workspace null for tweets
   */
  public static Future<Void> add(
      SqlClient transaction,
      @Nullable String zone,
      @Nullable String workspace,
      String platform,
      String metric,
      GrowthModel model,
      Instant now) {
    return transaction
        .preparedQuery(ADD)
        .execute(
            Tuple.of(
                zone,
                workspace,
                platform,
                metric,
                ModelFormat.VERSION,
                model.curves(),
                Times.utc(now),
                ModelFormat.write(model)))
        .compose(
            added ->
                transaction
                    .preparedQuery(DROP_OLD)
                    .execute(
                        Tuple.of(zone, workspace, platform, metric, KEPT, ModelFormat.VERSION)))
        .mapEmpty();
  }
}
