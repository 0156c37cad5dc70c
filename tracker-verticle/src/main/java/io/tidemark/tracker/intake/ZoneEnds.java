package io.tidemark.tracker.intake;

import io.tidemark.access.KeyRevocation;
import io.tidemark.postgres.Removal;
import io.tidemark.postgres.Removal.Step;
import io.tidemark.tracker.lots.PausedLots;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses, resumes and deletes zones.
 *
 * <p>A deleted zone accepts nothing from the moment of the request. A recurring job deletes its
 * rows in steps and its own row last, so that another process can continue if one stops.
 */
public final class ZoneEnds {

  private static final Logger log = LoggerFactory.getLogger(ZoneEnds.class);

  private final Pool pool;
  private final Removal rows;

  public ZoneEnds(Pool pool) {
    this(pool, Removal.ROWS);
  }

  /**
   * @param rowsAtOnce rows deleted in one transaction
   */
  public ZoneEnds(Pool pool, int rowsAtOnce) {
    this.pool = pool;
    this.rows = new Removal(pool, STEPS, COUNT, rowsAtOnce);
  }

  private static final String SET_STATUS =
      """
      update zones
      set status = $2
      where id = $1
        and status <> 'deleting'
      """;

  /**
   * Pauses or resumes a zone. After resuming, tweets that came due during the pause are due at
   * once, each for one round.
   *
   * @param status active or paused
   * @return false when there is no such zone, or it is being deleted
   */
  public Future<Boolean> setStatus(String zone, ZoneStatus status, Instant now) {
    return pool.withTransaction(
        transaction ->
            transaction
                .preparedQuery(SET_STATUS)
                .execute(Tuple.of(zone, status.word()))
                .compose(
                    changed ->
                        changed.rowCount() == 1 && status == ZoneStatus.ACTIVE
                            ? PausedLots.resume(transaction, zone, now).map(true)
                            : Future.succeededFuture(changed.rowCount() == 1)));
  }

  private static final String DELETING =
      """
      update zones
      set status = 'deleting'
      where id = $1
      """;

  /**
   * Begins to delete a zone: unmaps its rules, revokes its keys or limits them to their other
   * zones, and stops polling its tweets. {@link #removeAll} deletes its rows.
   *
   * @return false when there is no such zone
   */
  public Future<Boolean> remove(String zone) {
    return pool.withTransaction(
        transaction ->
            transaction
                .preparedQuery(DELETING)
                .execute(Tuple.of(zone))
                .compose(
                    marked ->
                        marked.rowCount() == 0
                            ? Future.succeededFuture(false)
                            : unmap(transaction, zone)
                                .compose(done -> KeyRevocation.ofZone(transaction, zone))
                                .map(true)));
  }

  private static Future<Void> unmap(SqlConnection transaction, String zone) {
    return transaction
        .preparedQuery("delete from twitter_rules where zone_id = $1")
        .execute(Tuple.of(zone))
        .mapEmpty();
  }

  private static final Step TIMERS =
      Step.walking(
          """
          with chunk as materialized (
            select id
            from twitter_lots
            where zone_id = $1
              and finished_at is null
              and id > $3
            order by id
            limit $2),
          ended as (
            delete from timers
            using chunk
            where timers.kind = 'lot'
              and timers.subject = chunk.id)
          select id from chunk
          """);

  // A tweet that several zones have is a separate row in each, with its own snapshots. The oldest
  // are found by index and locked in the order of their ids, as all writers lock tweets.
  private static final Step TWEETS =
      Step.of(
          """
          with chunk as materialized (
            select coalesce(array_agg(id), '{}') as ids
            from (
              select id
              from twitter_tweets
              where id = any (array(
                select id
                from twitter_tweets
                where zone_id = $1
                order by received_at, id
                limit $2))
              order by id
              for update) tweet),
          snapshots as (
            delete from twitter_engagement_history
            where tweet_id = any ((select ids from chunk)::bigint[])),
          tracked as (
            delete from twitter_engagement_tracking
            where tweet_db_id = any ((select ids from chunk)::bigint[]))
          delete from twitter_tweets
          where id = any ((select ids from chunk)::bigint[])
          """);

  private static final Step EDITS =
      Step.of(
          """
          delete from twitter_edits
          where ctid = any (array(select ctid from twitter_edits where zone_id = $1 limit $2))
          """);

  private static final Step LOTS =
      Step.of(
          """
          delete from twitter_lots
          where id = any (array(
            select id
            from twitter_lots
            where zone_id = $1
            order by id
            limit $2))
          """);

  private static final Step DELIVERIES =
      Step.of(
          """
          delete from webhook_deliveries
          where id = any (array(
            select id
            from webhook_deliveries
            where zone_id = $1
            order by id
            limit $2))
          """);

  private static final Step RULES =
      Step.of(
          """
          delete from twitter_rules
          where rule_id = any (array(
            select rule_id from twitter_rules where zone_id = $1 limit $2))
          """);

  private static final Step TRACKING_TALLIES =
      Step.of(
          """
          delete from tracking_tallies
          where ctid = any (array(select ctid from tracking_tallies where zone_id = $1 limit $2))
          """);

  private static final Step ZONE_TALLIES =
      Step.of(
          """
          delete from zone_tallies
          where ctid = any (array(select ctid from zone_tallies where zone_id = $1 limit $2))
          """);

  // Fails, and is retried at the next run, while rows still refer to the zone: a concurrent
  // delivery that saw the zone active may still be writing.
  private static final Step ZONE =
      Step.of(
          """
          delete from zones
          where id = any (array(
            select id from zones where id = $1 and status = 'deleting' limit $2))
          """);

  private static final List<Step> STEPS =
      List.of(TIMERS, TWEETS, EDITS, LOTS, DELIVERIES, RULES, TRACKING_TALLIES, ZONE_TALLIES, ZONE);

  private static final String COUNT =
      """
      update zones
      set rows_deleted = rows_deleted + $2
      where id = $1
      """;

  /**
   * Deletes the rows of all zones that are being deleted; a failure of one does not affect the
   * others. Runs on a virtual thread.
   */
  public void removeAll() {
    String ending = "select id from zones where status = 'deleting' order by id";
    List<String> zones = new ArrayList<>();
    for (Row row : pool.query(ending).execute().await()) {
      zones.add(row.getString("id"));
    }
    rows.runAll(
        zones,
        (zone, deleted) ->
            log.atInfo()
                .addKeyValue("zone", zone)
                .addKeyValue("rows", deleted)
                .log("A zone was deleted"));
  }
}
