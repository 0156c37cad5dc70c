package io.tidemark.tracker.history;

import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of a table of readings for each UTC day: made ahead, dropped when the last of its
 * readings is older than the retention.
 */
public final class Partitions {

  private static final Logger log = LoggerFactory.getLogger(Partitions.class);
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
  private static final int DAYS_AHEAD = 7;

  private final Pool pool;
  private final WorldClock clock;
  private final Duration retention;
  private final String table;
  private final String prefix;
  private volatile LocalDate madeFrom = LocalDate.MAX;
  private volatile LocalDate madeUntil = LocalDate.MIN;

  /** Those of twitter_engagement_history. */
  public Partitions(Pool pool, WorldClock clock, Duration retention) {
    this(pool, clock, retention, "twitter_engagement_history");
  }

  /**
   * @param retention how long readings are kept
   * @param table partitioned by range of a time
   */
  public Partitions(Pool pool, WorldClock clock, Duration retention, String table) {
    this.pool = pool;
    this.clock = clock;
    this.retention = retention;
    this.table = table;
    this.prefix = table + "_";
  }

  /** Makes sure that a reading of that time has a place; costs nothing once it is known to. */
  public Future<Void> ensureFor(Instant instant) {
    LocalDate day = day(instant);
    return !day.isBefore(madeFrom) && day.isBefore(madeUntil)
        ? Future.succeededFuture()
        : makeAhead(instant);
  }

  /** Creates the partitions from the day before {@code now} to a week after it. */
  public Future<Void> makeAhead(Instant now) {
    LocalDate from = day(now).minusDays(1);
    LocalDate until = day(now).plusDays(DAYS_AHEAD);
    return pool.withTransaction(
            transaction ->
                onlyOnePod(transaction)
                    .compose(alone -> existing(transaction))
                    .compose(
                        existing -> {
                          Future<Void> made = Future.succeededFuture();
                          for (LocalDate day = from; day.isBefore(until); day = day.plusDays(1)) {
                            LocalDate missing = day;
                            if (!existing.contains(missing)) {
                              made = made.compose(previous -> make(transaction, missing));
                            }
                          }
                          return made;
                        }))
        .onSuccess(
            made -> {
              madeFrom = from;
              madeUntil = until;
            });
  }

  /** Drops the partitions whose last reading is older than the retention. */
  public Future<Integer> dropOld() {
    LocalDate oldest = day(clock.instant().minus(retention));
    return pool.withConnection(this::existing)
        .compose(
            existing -> {
              Future<Integer> dropped = Future.succeededFuture(0);
              for (LocalDate day : existing) {
                if (day.isBefore(oldest)) {
                  dropped = dropped.compose(count -> drop(day).map(count + 1));
                }
              }
              return dropped;
            });
  }

  private Future<Void> onlyOnePod(SqlConnection transaction) {
    return transaction
        .query("select pg_advisory_xact_lock(hashtext('%s partitions'))".formatted(table))
        .execute()
        .mapEmpty();
  }

  private static final String EXISTING =
      """
      select substring(relname from length($1) + 1) as day
      from pg_class
      where relkind = 'r'
        and relnamespace = current_schema()::regnamespace
        and relname ~ ('^' || $1 || '[0-9]{8}$')
      order by relname
      """;

  /** Also those that a crash left detached or not yet attached. */
  private Future<List<LocalDate>> existing(SqlConnection connection) {
    return connection
        .preparedQuery(EXISTING)
        .execute(Tuple.of(prefix))
        .map(
            rows -> {
              List<LocalDate> days = new ArrayList<>();
              for (Row row : rows) {
                days.add(LocalDate.parse(row.getString("day"), DAY));
              }
              return days;
            });
  }

  // Attached afterwards: creating it as a partition would lock out every reader and writer.
  private Future<Void> make(SqlConnection transaction, LocalDate day) {
    String name = prefix + day.format(DAY);
    return transaction
        .query("create table %s (like %s including all)".formatted(name, table))
        .execute()
        .compose(
            created ->
                transaction
                    .query(
                        """
                        alter table %s
                        attach partition %s for values from ('%s 00:00:00+00') to ('%s 00:00:00+00')
                        """
                            .formatted(table, name, day, day.plusDays(1)))
                    .execute())
        .mapEmpty();
  }

  private Future<Void> drop(LocalDate day) {
    String name = prefix + day.format(DAY);
    return pool.query(
            """
            select exists (
              select from pg_inherits where inhrelid = '%s'::regclass) as attached
            """
                .formatted(name))
        .execute()
        .map(rows -> rows.iterator().next().getBoolean("attached"))
        .compose(
            attached ->
                attached
                    ? pool.query(
                            "alter table %s detach partition %s concurrently"
                                .formatted(table, name))
                        .execute()
                        .<Void>mapEmpty()
                    : Future.<Void>succeededFuture())
        .compose(detached -> pool.query("drop table " + name).execute())
        .onSuccess(
            dropped ->
                log.atInfo()
                    .addKeyValue("table", table)
                    .addKeyValue("day", day)
                    .log("Readings past their retention dropped"))
        .mapEmpty();
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}
