package io.tidemark.tracker.history;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.Maintenance;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daily partitions (UTC) of a table of snapshots. They are created ahead, and dropped when
 * their last snapshot is older than the retention.
 */
public final class Partitions {

  private static final Logger log = LoggerFactory.getLogger(Partitions.class);
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
  private static final int DAYS_AHEAD = 7;

  /** The snapshots of tweets. */
  public static final String HISTORY = "twitter_engagement_history";

  private final Pool pool;
  private final Maintenance maintenance;
  private final WorldClock clock;
  private final Duration retention;
  private final String table;
  private final String prefix;
  private volatile LocalDate madeFrom = LocalDate.MAX;
  private volatile LocalDate madeUntil = LocalDate.MIN;

  /**
   * @param maintenance opens the connections that detach and drop partitions
   * @param retention how long snapshots are kept
   * @param table a table that is partitioned by range of a time
   */
  public Partitions(
      Pool pool, Maintenance maintenance, WorldClock clock, Duration retention, String table) {
    this.pool = pool;
    this.maintenance = maintenance;
    this.clock = clock;
    this.retention = retention;
    this.table = table;
    this.prefix = table + "_";
  }

  /**
   * The partitions of a table, with the connections and settings of this process.
   *
   * @param table a table that is partitioned by range of a time
   */
  public static Partitions of(AppContext app, String table) {
    return new Partitions(
        app.pool(), app.maintenance(), app.clock(), app.settings().retention().snapshots(), table);
  }

  /** The partitioned table. */
  public String table() {
    return table;
  }

  /**
   * Ensures that the partition for snapshots of that time exists. Costs nothing once that is known.
   */
  public Future<Void> ensureFor(Instant instant) {
    LocalDate day = day(instant);
    return !day.isBefore(madeFrom) && day.isBefore(madeUntil)
        ? Future.succeededFuture()
        : makeAhead(instant);
  }

  /** Ensures the partitions for snapshots of all those times, which span at most two days. */
  public Future<Void> ensureForAll(Collection<Instant> times) {
    // The answers of one pass may arrive on both sides of midnight.
    return times.isEmpty()
        ? Future.succeededFuture()
        : ensureFor(Collections.min(times)).compose(first -> ensureFor(Collections.max(times)));
  }

  /** Creates the partitions from the day before {@code now} to a week after it. */
  public Future<Void> makeAhead(Instant now) {
    LocalDate from = day(now).minusDays(1);
    LocalDate until = day(now).plusDays(DAYS_AHEAD);
    return pool.withTransaction(
            transaction ->
                lockPartitions(transaction)
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

  /**
   * Drops the partitions whose last snapshot is older than the retention. An interrupted detach is
   * finished first, as it blocks all others.
   *
   * @return how many were dropped; fails when one could not be dropped, after all were tried
   */
  public Future<Integer> dropOld() {
    LocalDate oldest = oldestKept();
    return pool.withConnection(this::existing)
        .compose(
            existing -> {
              List<LocalDate> old = existing.stream().filter(day -> day.isBefore(oldest)).toList();
              return old.isEmpty()
                  ? Future.succeededFuture(0)
                  : maintenance.withConnection(connection -> drop(connection, old));
            });
  }

  /** The number of days by which the oldest stored day is past its retention; 0 when none is. */
  public Future<Long> overdueDays() {
    LocalDate oldest = oldestKept();
    return pool.withConnection(this::existing)
        .map(
            existing ->
                existing.isEmpty()
                    ? 0L
                    : Math.max(0L, ChronoUnit.DAYS.between(existing.getFirst(), oldest)));
  }

  /** The number of days, of today and the two to come, that have no partition. */
  public Future<Long> missingDays() {
    LocalDate today = day(clock.instant());
    return pool.withConnection(this::existing)
        .map(
            existing ->
                today.datesUntil(today.plusDays(3)).filter(day -> !existing.contains(day)).count());
  }

  private LocalDate oldestKept() {
    return day(clock.instant().minus(retention));
  }

  private Future<Integer> drop(SqlConnection connection, List<LocalDate> old) {
    List<Throwable> problems = new ArrayList<>();
    Future<Integer> dropped =
        finalizeInterrupted(connection)
            .map(0)
            .otherwise(
                problem -> {
                  problems.add(problem);
                  return 0;
                });
    for (LocalDate day : old) {
      dropped =
          dropped.compose(
              count ->
                  drop(connection, day)
                      .map(count + 1)
                      .otherwise(
                          problem -> {
                            problems.add(problem);
                            return count;
                          }));
    }
    return dropped.compose(
        count -> {
          if (problems.isEmpty()) {
            return Future.succeededFuture(count);
          }
          log.atWarn()
              .addKeyValue("table", table)
              .addKeyValue("dropped", count)
              .addKeyValue("kept", old.size() - count)
              .addKeyValue("problem", problems.getFirst().getMessage())
              .log("Snapshots past their retention could not be dropped; retried later");
          return Future.failedFuture(problems.getFirst());
        });
  }

  private Future<Void> lockPartitions(SqlConnection transaction) {
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

  /**
   * The days that have a table, including tables that a crash left detached or not yet attached.
   */
  private Future<List<LocalDate>> existing(SqlConnection connection) {
    return connection
        .preparedQuery(EXISTING)
        .execute(Tuple.of(prefix))
        .map(rows -> rows.stream().map(row -> LocalDate.parse(row.getString("day"), DAY)).toList());
  }

  // Creates a plain table and attaches it: creating a partition directly would lock out all readers
  // and writers.
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

  private static final String INTERRUPTED =
      """
      select partition.relname as name
      from pg_inherits
      join pg_class partition on partition.oid = inhrelid
      where inhparent = $1::text::regclass
        and inhdetachpending
      """;

  /**
   * PostgreSQL allows one pending detach; until it is finished no other partition can be detached.
   */
  private Future<Void> finalizeInterrupted(SqlConnection connection) {
    return connection
        .preparedQuery(INTERRUPTED)
        .execute(Tuple.of(table))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture()
                    : connection
                        .query(
                            "alter table %s detach partition %s finalize"
                                .formatted(table, rows.iterator().next().getString("name")))
                        .execute()
                        .mapEmpty());
  }

  private static final String ATTACHED =
      """
      select exists (
        select from pg_inherits where inhrelid = $1::text::regclass) as attached
      """;

  private Future<Void> drop(SqlConnection connection, LocalDate day) {
    String name = prefix + day.format(DAY);
    return connection
        .preparedQuery(ATTACHED)
        .execute(Tuple.of(name))
        .map(rows -> rows.iterator().next().getBoolean("attached"))
        .compose(
            attached ->
                attached
                    ? connection
                        .query(
                            "alter table %s detach partition %s concurrently"
                                .formatted(table, name))
                        .execute()
                        .<Void>mapEmpty()
                    : Future.<Void>succeededFuture())
        .compose(detached -> connection.query("drop table " + name).execute())
        .onSuccess(
            dropped ->
                log.atInfo()
                    .addKeyValue("table", table)
                    .addKeyValue("day", day)
                    .log("Snapshots past their retention dropped"))
        .mapEmpty();
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}
