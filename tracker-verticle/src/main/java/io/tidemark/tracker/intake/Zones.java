package io.tidemark.tracker.intake;

import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes the zones. */
public final class Zones {

  private final Pool pool;

  public Zones(Pool pool) {
    this.pool = pool;
  }

  // Deletes sums left by a deleted zone with the same id, which were being folded when it ended.
  private static final String ADD =
      """
      with added as (
        insert into zones (id, name, cadence, created_at, retweets, min_engagement)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (id) do nothing
        returning id, name, status, cadence, retweets, min_engagement, rows_deleted, created_at
      ), tracking as (
        delete from tracking_tallies where zone_id in (select id from added)
      ), figures as (
        delete from zone_tallies where zone_id in (select id from added)
      )
      select * from added
      """;

  /**
   * @return the new zone; empty when the id is taken
   */
  public Future<Optional<Zone>> add(
      String id, String name, Cadence cadence, Retweets retweets, long minEngagement, Instant now) {
    return pool.preparedQuery(ADD)
        .execute(Tuple.of(id, name, cadence.name(), Times.utc(now), retweets.word(), minEngagement))
        .map(rows -> rows.stream().map(Zones::zone).findFirst());
  }

  private static final String AFTER =
      """
      select id, name, status, cadence, retweets, min_engagement, rows_deleted, created_at
      from zones
      where id > $1
        and ($3::text[] is null or id = any ($3))
      order by id
      limit $2
      """;

  /**
   * The zones after {@code id}, in the order of their ids.
   *
   * @param only the zones that the caller may see
   */
  public Future<List<Zone>> after(String id, int limit, Tenants only) {
    return pool.preparedQuery(AFTER)
        .execute(Tuple.of(id, limit, only.toArrayOrNull()))
        .map(rows -> rows.stream().map(Zones::zone).toList());
  }

  private static final String CHANGE =
      """
      update zones
      set name = coalesce($2, name),
          cadence_changed_at = case
            when $3::text is not null and $3 <> cadence then clock_timestamp()
            else cadence_changed_at end,
          cadence = coalesce($3, cadence),
          retweets = coalesce($4, retweets),
          min_engagement = coalesce($5, min_engagement)
      where id = $1
        and status <> 'deleting'
      returning id, name, status, cadence, retweets, min_engagement, rows_deleted, created_at
      """;

  /**
   * Changes the settings that are not null. A tracker applies a new cadence to existing lots
   * ({@link io.tidemark.tracker.lots.CadenceChanges}).
   *
   * @return the zone as it is now; empty when there is none, or it is being deleted
   */
  public Future<Optional<Zone>> change(
      String id,
      @Nullable String name,
      @Nullable Cadence cadence,
      @Nullable Retweets retweets,
      @Nullable Long minEngagement) {
    return pool.preparedQuery(CHANGE)
        .execute(
            Tuple.of(
                id,
                name,
                cadence == null ? null : cadence.name(),
                retweets == null ? null : retweets.word(),
                minEngagement))
        .map(rows -> rows.stream().map(Zones::zone).findFirst());
  }

  private static final String FIND =
      """
      select id, name, status, cadence, retweets, min_engagement, rows_deleted, created_at
      from zones
      where id = $1
      """;

  /**
   * @return empty when there is no such zone
   */
  public Future<Optional<Zone>> find(String id) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> rows.stream().map(Zones::zone).findFirst());
  }

  private static Zone zone(Row row) {
    return new Zone(
        row.getString("id"),
        row.getString("name"),
        ZoneStatus.of(row.getString("status")),
        Cadence.valueOf(row.getString("cadence")),
        Retweets.of(row.getString("retweets")),
        row.getLong("min_engagement"),
        row.getLong("rows_deleted"),
        Times.instant(row, "created_at"));
  }
}
