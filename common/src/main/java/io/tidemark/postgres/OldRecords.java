package io.tidemark.postgres;

import io.tidemark.flow.AsyncLoop;
import io.tidemark.flow.EachOf;
import io.tidemark.settings.Settings.Retention;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes records of what is over once they are old: runs, syncs, deliveries that began no lot,
 * pauses, statistics of sweeps, audits, allowances, edits, readings of posts but for the newest.
 * What processes that are gone have counted is added up. Each statement takes a bounded number of
 * rows. On a virtual thread.
 */
public final class OldRecords {

  private static final Logger log = LoggerFactory.getLogger(OldRecords.class);

  /** Rows of one statement. */
  private static final int ROWS = 500;

  /** Posts of one statement, each of which may have hundreds of old readings. */
  private static final int POSTS = 20;

  /** A period of an allowance is kept that long at least: bills are compared over a year. */
  private static final Period ALLOWANCES = Period.ofYears(1);

  /** An audit is kept that long at least: days of the last month without one are audited again. */
  private static final Duration AUDITS_KEPT = Duration.ofDays(62);

  private final Pool pool;
  private final Retention retention;
  private final Duration kept;
  private final int rows;

  /**
   * @param retention how long what is kept after it is over
   */
  public OldRecords(Pool pool, Retention retention) {
    this(pool, retention, ROWS);
  }

  /**
   * @param rows of one statement
   */
  public OldRecords(Pool pool, Retention retention, int rows) {
    this.pool = pool;
    this.retention = retention;
    this.kept = retention.records();
    this.rows = rows;
  }

  private static final String RUN_ACCOUNTS =
      """
      delete from studio_run_accounts
      where ctid = any (array(
        select part.ctid
        from studio_runs run
        join studio_run_accounts part on part.run_id = run.id
        where run.finished_at < $1
        limit $2))
      """;

  private static final String RUNS =
      """
      delete from studio_runs
      where id = any (array(select id from studio_runs where finished_at < $1 limit $2))
      """;

  private static final String SYNC_PROFILES =
      """
      delete from sync_job_profiles
      where ctid = any (array(
        select part.ctid
        from sync_jobs cascade
        join sync_jobs step on step.parent_id = cascade.id
        join sync_job_profiles part on part.job_id = step.id
        where cascade.parent_id is null
          and cascade.finished_at < $1
        limit $2))
      """;

  // The steps of a cascade go with it.
  private static final String SYNCS =
      """
      delete from sync_jobs
      where id = any (array(
        select id
        from sync_jobs
        where parent_id is null
          and finished_at < $1
        limit $2))
      """;

  // One that created tweets began a lot, which names it for as long as the lot is there.
  private static final String DELIVERIES =
      """
      delete from webhook_deliveries
      where id = any (array(
        select id
        from webhook_deliveries
        where created = 0
          and received_at < $1
        order by received_at
        limit $2))
      """;

  private static final String PAUSES =
      """
      delete from upstream_pauses
      where ctid = any (array(
        select ctid from upstream_pauses where paused_until < $1 limit $2))
        and paused_until < $1
      """;

  private static final String CHANGES =
      """
      delete from changes
      where id = any (array(
        select id from changes where made_at < $1 order by made_at limit $2))
      """;

  private static final String SWEEP_STATISTICS =
      """
      delete from dao_sync_stats
      where cycle_id = any (array(
        select cycle_id from dao_sync_stats where finished_at < $1 order by finished_at limit $2))
      """;

  private static final String AUDITS =
      """
      delete from zone_audits
      where ctid = any (array(
        select ctid from zone_audits where day < ($1::timestamptz at time zone 'UTC')::date limit $2))
      """;

  private static final String USAGE =
      """
      delete from budget_usage
      where ctid = any (array(select ctid from budget_usage where period_end < $1 limit $2))
      """;

  /**
   * Deletes what is old. A table that fails does not keep the others.
   *
   * @return how many rows were deleted
   * @throws IllegalStateException after everything was tried, when something could not be
   */
  public long dropOld(Instant now) {
    Instant before = now.minus(kept);
    Instant year = now.atOffset(ZoneOffset.UTC).minus(ALLOWANCES).toInstant();
    SequencedMap<String, LongSupplier> work = new LinkedHashMap<>();
    work.put("studio_run_accounts", () -> drop(RUN_ACCOUNTS, before));
    work.put("studio_runs", () -> drop(RUNS, before));
    work.put("sync_job_profiles", () -> drop(SYNC_PROFILES, before));
    work.put("sync_jobs", () -> drop(SYNCS, before));
    work.put("webhook_deliveries", () -> drop(DELIVERIES, before));
    work.put("upstream_pauses", () -> drop(PAUSES, before));
    work.put("changes", () -> drop(CHANGES, before));
    work.put("dao_sync_stats", () -> drop(SWEEP_STATISTICS, before));
    Instant audited = now.minus(AUDITS_KEPT);
    work.put("zone_audits", () -> drop(AUDITS, before.isBefore(audited) ? before : audited));
    work.put("budget_usage", () -> drop(USAGE, before.isBefore(year) ? before : year));
    work.put("twitter_edits", this::dropEdits);
    work.put(
        "studio_social_post_metrics",
        () -> dropReadings(STUDIO_METRICS, now.minus(retention.studioMetrics())));
    work.put(
        "viral_post_snapshots",
        () -> dropReadings(PROFILE_SNAPSHOTS, now.minus(retention.profileSnapshots())));
    work.put("pod_calls", () -> fold("pod_calls", FOLD_CALLS, now));
    work.put("pod_odd_values", () -> fold("pod_odd_values", FOLD_ODD, now));
    var deleted = new LongAdder();
    EachOf.run(
        work.entrySet(),
        each -> {
          long old = each.getValue().getAsLong();
          deleted.add(old);
          if (old > 0) {
            log.atInfo()
                .addKeyValue("table", each.getKey())
                .addKeyValue("rows", old)
                .log("Deleted old records");
          }
        },
        (each, problem) ->
            log.atWarn()
                .addKeyValue("table", each.getKey())
                .addKeyValue("problem", problem.getMessage())
                .log("Old records could not be deleted; it is tried again"),
        "Old records could not be deleted");
    return deleted.sum();
  }

  private long drop(String sql, Instant before) {
    return drop(pool, sql, before, rows).await();
  }

  /**
   * Deletes what is older than a time, in statements of a bounded number of rows.
   *
   * @param sql with the time and the number
   * @return how many rows were deleted
   */
  public static Future<Long> drop(Pool pool, String sql, Instant before) {
    return drop(pool, sql, before, ROWS);
  }

  /**
   * As above.
   *
   * @param rows of one statement
   */
  public static Future<Long> drop(Pool pool, String sql, Instant before, int rows) {
    var deleted = new AtomicLong();
    return AsyncLoop.until(
        () ->
            pool.preparedQuery(sql)
                .execute(Tuple.of(Times.utc(before), rows))
                .map(
                    last -> {
                      long all = deleted.addAndGet(last.rowCount());
                      return last.rowCount() < rows ? Optional.of(all) : Optional.empty();
                    }));
  }

  // The newest reading of a post stays: lists show it, and the next one is compared with it.
  private static final String READINGS =
      """
      with chunk as materialized (
        select id from %1$s where id > $1 order by id limit $2
      ), gone as (
        delete from %2$s reading
        using chunk
        where reading.%3$s = chunk.id
          and reading.captured_at < $3
          and exists (
            select from %2$s newer
            where newer.%3$s = chunk.id and newer.captured_at > reading.captured_at)
        returning 1)
      select max(id) as last, (select count(*) from gone) as deleted
      from chunk
      """;

  private static final String STUDIO_METRICS =
      READINGS.formatted("studio_social_posts", "studio_social_post_metrics", "social_post_id");

  private static final String PROFILE_SNAPSHOTS =
      READINGS.formatted("viral_posts_bank", "viral_post_snapshots", "post_id");

  private long dropReadings(String sql, Instant before) {
    long deleted = 0;
    Long last = 0L;
    while (last != null) {
      Row row =
          pool.preparedQuery(sql)
              .execute(Tuple.of(last, POSTS, Times.utc(before)))
              .await()
              .iterator()
              .next();
      last = row.getLong("last");
      deleted += row.getLong("deleted");
    }
    return deleted;
  }

  // A pair is written while one of its tweets is there, or with it.
  private static final String EDITS =
      """
      with chunk as materialized (
        select zone_id, old_id, new_id
        from twitter_edits
        where (zone_id, old_id, new_id) > ($1, $2, $3)
        order by zone_id, old_id, new_id
        limit $4
      ), gone as (
        delete from twitter_edits edit
        using chunk
        where edit.zone_id = chunk.zone_id
          and edit.old_id = chunk.old_id
          and edit.new_id = chunk.new_id
          and not exists (
            select from twitter_tweets tweet
            where tweet.zone_id = chunk.zone_id and tweet.tweet_id = chunk.old_id)
          and not exists (
            select from twitter_tweets tweet
            where tweet.zone_id = chunk.zone_id and tweet.tweet_id = chunk.new_id)
        returning 1)
      select zone_id, old_id, new_id, (select count(*) from gone) as deleted
      from chunk
      order by zone_id, old_id, new_id
      """;

  private long dropEdits() {
    long deleted = 0;
    Tuple after = Tuple.of("", "", "", rows);
    while (true) {
      RowSet<Row> chunk = pool.preparedQuery(EDITS).execute(after).await();
      for (Row row : chunk) {
        after = Tuple.of(row.getString(0), row.getString(1), row.getString(2), rows);
      }
      if (chunk.size() > 0) {
        deleted += chunk.iterator().next().getLong("deleted");
      }
      if (chunk.size() < rows) {
        return deleted;
      }
    }
  }

  // A process that loses the database for a while is not gone, and counts on from what it had: its
  // rows are left alone until it has been away for as long as records are kept.
  private static final String IS_GONE =
      """
      update %s counted
      set gone_since = case when gone_since is null then $1::timestamptz end
      where counted.pod <> 'gone'
        and (gone_since is null)
          <> exists (
            select from processes where processes.name = counted.pod and processes.gone_at is null)
      """;

  private static final String FOLD_CALLS =
      """
      with taken as (
        delete from pod_calls
        where ctid = any (array(
          select ctid from pod_calls where pod <> 'gone' and gone_since < $1 limit $2))
        returning upstream, calls, posts
      ), folded as (
        insert into pod_calls as known (pod, upstream, calls, posts)
        select 'gone', upstream, sum(calls), sum(posts)
        from taken
        group by upstream
        on conflict (pod, upstream) do update
        set calls = known.calls + excluded.calls, posts = known.posts + excluded.posts)
      select 1 from taken
      """;

  private static final String FOLD_ODD =
      """
      with taken as (
        delete from pod_odd_values
        where ctid = any (array(
          select ctid from pod_odd_values where pod <> 'gone' and gone_since < $1 limit $2))
        returning source, field, found
      ), folded as (
        insert into pod_odd_values as known (pod, source, field, found)
        select 'gone', source, field, sum(found)
        from taken
        group by source, field
        on conflict (pod, source, field) do update
        set found = known.found + excluded.found)
      select 1 from taken
      """;

  /** Adds up what processes that are gone have counted; the sum over all rows stays the same. */
  private long fold(String table, String sql, Instant now) {
    pool.preparedQuery(IS_GONE.formatted(table)).execute(Tuple.of(Times.utc(now))).await();
    return drop(sql, now.minus(kept));
  }
}
