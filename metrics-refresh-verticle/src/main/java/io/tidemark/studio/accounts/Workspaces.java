package io.tidemark.studio.accounts;

import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table studio_workspaces. */
public final class Workspaces {

  private final Pool pool;

  public Workspaces(Pool pool) {
    this.pool = pool;
  }

  private static final String ADD =
      """
      insert into studio_workspaces (id, name, created_at)
      values ($1, $2, $3)
      on conflict (id) do nothing
      returning id, name, status, rows_deleted, created_at
      """;

  /**
   * @return the new workspace; empty when the id is taken
   */
  public Future<Optional<Workspace>> add(String id, String name, Instant now) {
    return pool.preparedQuery(ADD)
        .execute(Tuple.of(id, name, Times.utc(now)))
        .map(rows -> all(rows).stream().findFirst());
  }

  private static final String AFTER =
      """
      select id, name, status, rows_deleted, created_at
      from studio_workspaces
      where id > $1
        and ($3::text[] is null or id = any ($3))
      order by id
      limit $2
      """;

  /**
   * Workspaces in the order of their ids, those after {@code id}.
   *
   * @param only those that may be seen
   */
  public Future<List<Workspace>> after(String id, int limit, Tenants only) {
    return pool.preparedQuery(AFTER)
        .execute(Tuple.of(id, limit, only.toArrayOrNull()))
        .map(Workspaces::all);
  }

  /** Whether there is such a workspace, and it is not being deleted. */
  public Future<Boolean> exists(String id) {
    return exists(pool, id);
  }

  /** As above, in the caller's transaction. */
  public static Future<Boolean> exists(SqlClient sql, String id) {
    return sql.preparedQuery("select from studio_workspaces where id = $1 and status <> 'deleting'")
        .execute(Tuple.of(id))
        .map(rows -> rows.size() > 0);
  }

  private static final String FIND =
      """
      select id, name, status, rows_deleted, created_at
      from studio_workspaces
      where id = $1
      """;

  /** Finds a workspace, also one that is being deleted. */
  public Future<Optional<Workspace>> find(String id) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> all(rows).stream().findFirst());
  }

  private static final String SET_STATUS =
      """
      update studio_workspaces
      set status = $2
      where id = $1
        and status <> 'deleting'
      returning id, name, status, rows_deleted, created_at
      """;

  /**
   * @param status active or paused
   * @return empty when there is no such workspace, or it is being deleted
   */
  public static Future<Optional<Workspace>> setStatus(
      SqlClient transaction, String id, String status) {
    return transaction
        .preparedQuery(SET_STATUS)
        .execute(Tuple.of(id, status))
        .map(rows -> all(rows).stream().findFirst());
  }

  private static List<Workspace> all(RowSet<Row> rows) {
    return rows.stream()
        .map(
            row ->
                new Workspace(
                    row.getString("id"),
                    row.getString("name"),
                    row.getString("status"),
                    row.getLong("rows_deleted"),
                    Times.instant(row, "created_at")))
        .toList();
  }
}
