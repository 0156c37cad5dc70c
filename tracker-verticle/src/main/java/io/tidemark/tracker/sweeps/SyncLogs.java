package io.tidemark.tracker.sweeps;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.postgres.Columns;
import io.tidemark.postgres.OldRecords;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The log of the sweeps for operators: dao_sync_logs. */
public final class SyncLogs {

  /** The severity of a line. */
  public enum Level {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /** The word in the database and in the HTTP API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One line.
   *
   * @param sweep null for a line that concerns no sweep
   * @param daoSlug null for a line that concerns no single DAO
   */
  public record Entry(
      @JsonProperty("cycle_id") @Nullable Long sweep,
      @JsonProperty("dao") @Nullable String daoSlug,
      Level level,
      String message,
      JsonObject data,
      Instant at) {}

  private final Pool pool;

  public SyncLogs(Pool pool) {
    this.pool = pool;
  }

  private static final String WRITE =
      """
      insert into dao_sync_logs (cycle_id, dao_slug, level, message, data, at)
      select line.cycle_id, line.dao_slug, line.level, line.message, line.data::jsonb, line.at
      from unnest(
        $1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
        with ordinality as line (cycle_id, dao_slug, level, message, data, at, position)
      order by line.position
      """;

  /** Writes lines in the transaction that makes the changes which they report. */
  static Future<Void> write(SqlClient transaction, List<Entry> entries) {
    return Columns.of(entries)
        .longs(Entry::sweep)
        .texts(Entry::daoSlug)
        .texts(entry -> entry.level().word())
        .texts(Entry::message)
        .texts(entry -> entry.data().encode())
        .times(Entry::at)
        .execute(transaction, WRITE);
  }

  private static final String LATEST =
      """
      select cycle_id, dao_slug, level, message, data, at
      from dao_sync_logs
      where level = coalesce($1, level)
      order by id desc
      limit $2
      """;

  /**
   * The newest lines, newest first.
   *
   * @param level only lines of that level; null for all
   */
  public Future<List<Entry>> latest(@Nullable Level level, int limit) {
    return pool.preparedQuery(LATEST)
        .execute(Tuple.of(level == null ? null : level.word(), limit))
        .map(rows -> rows.stream().map(SyncLogs::entry).toList());
  }

  private static Entry entry(Row row) {
    return new Entry(
        row.getLong("cycle_id"),
        row.getString("dao_slug"),
        Level.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
        row.getString("message"),
        row.getJsonObject("data"),
        Times.instant(row, "at"));
  }

  private static final String OLD =
      """
      delete from dao_sync_logs
      where ctid = any (array(select ctid from dao_sync_logs where at < $1 limit $2))
      """;

  /** Removes lines past their retention. */
  public Future<Long> removeBefore(Instant instant) {
    return OldRecords.drop(pool, OLD, instant);
  }
}
