package io.tidemark.tracker.intake;

import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The zones. */
public final class Zones {

  private final Pool pool;

  public Zones(Pool pool) {
    this.pool = pool;
  }

  private static final String ADD =
      """
      insert into zones (id, name, cadence, created_at, retweets)
      values ($1, $2, $3, $4, $5)
      on conflict (id) do nothing
      returning id, name, cadence, retweets, created_at
      """;

  /**
   * @return the new zone; empty when the id is taken
   */
  public Future<Optional<Zone>> add(
      String id, String name, Cadence cadence, Retweets retweets, Instant now) {
    return pool.preparedQuery(ADD)
        .execute(Tuple.of(id, name, cadence.name(), Times.utc(now), retweets.word()))
        .map(Zones::only);
  }

  /** A zone that ignores retweets. */
  public Future<Optional<Zone>> add(String id, String name, Cadence cadence, Instant now) {
    return add(id, name, cadence, Retweets.IGNORE, now);
  }

  private static final String AFTER =
      """
      select id, name, cadence, retweets, created_at
      from zones
      where id > $1
        and ($3::text[] is null or id = any ($3))
      order by id
      limit $2
      """;

  /**
   * Zones in the order of their ids, those after {@code id}.
   *
   * @param only those that may be seen
   */
  public Future<List<Zone>> after(String id, int limit, Tenants only) {
    return pool.preparedQuery(AFTER)
        .execute(Tuple.of(id, limit, only.toArrayOrNull()))
        .map(
            rows -> {
              List<Zone> zones = new ArrayList<>();
              for (Row row : rows) {
                zones.add(zone(row));
              }
              return zones;
            });
  }

  private static final String CHANGE =
      """
      update zones
      set name = coalesce($2, name),
          cadence_changed_at = case
            when $3::text is not null and $3 <> cadence then clock_timestamp()
            else cadence_changed_at end,
          cadence = coalesce($3, cadence),
          retweets = coalesce($4, retweets)
      where id = $1
      returning id, name, cadence, retweets, created_at
      """;

  /**
   * Changes what is not null. Lots that wait already follow a new cadence as soon as a tracker has
   * seen to it.
   *
   * @return the zone as it is now; empty when there is none
   */
  public Future<Optional<Zone>> change(
      String id, @Nullable String name, @Nullable Cadence cadence, @Nullable Retweets retweets) {
    return pool.preparedQuery(CHANGE)
        .execute(
            Tuple.of(
                id,
                name,
                cadence == null ? null : cadence.name(),
                retweets == null ? null : retweets.word()))
        .map(Zones::only);
  }

  /**
   * @return empty when there is no such zone
   */
  public Future<Optional<Zone>> find(String id) {
    return pool.preparedQuery(
            "select id, name, cadence, retweets, created_at from zones where id = $1")
        .execute(Tuple.of(id))
        .map(Zones::only);
  }

  private static final String MISSING =
      """
      select wanted.id
      from unnest($1::text[]) as wanted (id)
      where not exists (select from zones where zones.id = wanted.id)
      order by wanted.id
      limit 1
      """;

  /** The first of the ids that is no zone. */
  public Future<Optional<String>> missing(Set<String> ids) {
    return pool.preparedQuery(MISSING)
        .execute(Tuple.of((Object) ids.toArray(String[]::new)))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getString("id")));
  }

  private static Optional<Zone> only(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(zone(rows.iterator().next()));
  }

  private static Zone zone(Row row) {
    return new Zone(
        row.getString("id"),
        row.getString("name"),
        Cadence.valueOf(row.getString("cadence")),
        Retweets.of(row.getString("retweets")),
        Times.instant(row, "created_at"));
  }
}
