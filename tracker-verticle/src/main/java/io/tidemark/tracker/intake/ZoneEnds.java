package io.tidemark.tracker.intake;

import io.tidemark.access.KeyRevocation;
import io.tidemark.postgres.TenantRemoval;
import io.tidemark.postgres.TenantRemoval.Step;
import io.tidemark.tracker.lots.PausedLots;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;

/**
 * Pauses, resumes and deletes zones.
 *
 * <p>A deleted zone accepts nothing from the moment of the request. A recurring job deletes its
 * rows in steps and its own row last, so that another process can continue if one stops.
 */
public final class ZoneEnds {

  private final Pool pool;
  private final TenantRemoval removal;

  public ZoneEnds(Pool pool) {
    this(pool, TenantRemoval.ROWS);
  }

  /**
   * @param rowsAtOnce rows deleted in one transaction
   */
  public ZoneEnds(Pool pool, int rowsAtOnce) {
    this.pool = pool;
    this.removal = new TenantRemoval(pool, "zone", "zones", STEPS, rowsAtOnce);
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

  /**
   * Begins to delete a zone: unmaps its rules, revokes its keys or limits them to their other
   * zones, and stops polling its tweets. {@link #removeAll} deletes its rows.
   *
   * @return false when there is no such zone
   */
  public Future<Boolean> remove(String zone) {
    return pool.withTransaction(
        transaction ->
            removal
                .begin(transaction, zone)
                .compose(
                    found ->
                        !found
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

  private static final List<Step> STEPS =
      List.of(
          TIMERS,
          TWEETS,
          Step.rows("twitter_edits", "ctid", "zone_id"),
          Step.rows("twitter_lots", "id", "zone_id"),
          Step.rows("webhook_deliveries", "id", "zone_id"),
          Step.rows("twitter_rules", "rule_id", "zone_id"),
          Step.rows("tracking_tallies", "ctid", "zone_id"),
          Step.rows("zone_tallies", "ctid", "zone_id"),
          Step.rows("tweet_changes", "ctid", "zone_id"),
          Step.rows("engagement_tallies", "ctid", "zone_id"),
          Step.rows("arrival_tallies", "ctid", "zone_id"),
          Step.rows("tweet_velocities", "ctid", "zone_id"),
          Step.rows("tallies_begin", "ctid", "zone_id"));

  /**
   * Deletes the rows of all zones that are being deleted; a failure of one does not affect the
   * others. Runs on a virtual thread.
   */
  public void removeAll() {
    removal.runAll();
  }
}
