package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toSet;

import io.tidemark.jobs.Claim;
import io.tidemark.postgres.Columns;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lots of paused zones. Such a lot keeps its timer until it is due; the worker that claims it
 * then deletes the timer and does not poll. Resuming the zone creates the timer again.
 */
public final class PausedLots {

  private static final Logger log = LoggerFactory.getLogger(PausedLots.class);

  /** The waiting reason of such a lot. */
  public static final String REASON = "the zone is paused";

  private PausedLots() {}

  /**
   * Removes the lots of paused zones from claimed ones. Runs on a virtual thread.
   *
   * @param known what is known of the lots
   * @return the other claims
   */
  static List<Claim> leaveOut(Pool pool, List<Claim> claims, List<ClaimedLot> known) {
    Set<String> zones =
        known.stream().filter(lot -> !lot.active()).map(ClaimedLot::zone).collect(toSet());
    if (zones.isEmpty()) {
      return claims;
    }
    Set<Long> parked =
        pool.withTransaction(transaction -> park(transaction, zones, claims)).await();
    log.atInfo()
        .addKeyValue("zones", zones)
        .addKeyValue("lots", parked.size())
        .log("Lots of paused zones wait without a timer");
    return claims.stream().filter(claim -> !parked.contains(claim.subject())).toList();
  }

  // Locks the zones until the timers are deleted, so that resuming a zone runs after this and sees
  // it.
  private static final String LOCK_ZONES =
      """
      select id
      from zones
      where id = any ($1::text[])
        and status <> 'active'
      order by id
      for share
      """;

  private static final String PARK =
      """
      delete from timers
      using unnest($2::bigint[], $3::bigint[]) as mine (subject, token), twitter_lots lot
      where timers.kind = 'lot'
        and timers.subject = mine.subject
        and timers.token = mine.token
        and lot.id = mine.subject
        and lot.zone_id = any ($1::text[])
      returning timers.subject
      """;

  private static final String SET_REASON =
      """
      update twitter_lots
      set waiting_reason = $2
      where id = any ($1::bigint[])
        and finished_at is null
      """;

  private static Future<Set<Long>> park(
      SqlConnection transaction, Set<String> zones, List<Claim> claims) {
    return transaction
        .preparedQuery(LOCK_ZONES)
        .execute(Tuple.of((Object) zones.toArray(String[]::new)))
        .compose(
            held ->
                transaction
                    .preparedQuery(PARK)
                    .execute(
                        Columns.of(claims)
                            .value(
                                held.stream()
                                    .map(row -> row.getString("id"))
                                    .toArray(String[]::new))
                            .longs(Claim::subject)
                            .longs(Claim::token)
                            .tuple()))
        .map(rows -> rows.stream().map(row -> row.getLong("subject")).collect(toSet()))
        .compose(
            parked ->
                Columns.of(parked)
                    .longs(lot -> lot)
                    .value(REASON)
                    .execute(transaction, SET_REASON)
                    .map(parked));
  }

  private static final String RESUME =
      """
      insert into timers (kind, subject, due_at)
      select 'lot', lot.id, greatest(min(tracking.next_update_at), $2)
      from twitter_lots lot
      join twitter_engagement_tracking tracking
        on tracking.lot_id = lot.id
        and tracking.stop_reason is null
      where lot.zone_id = $1
        and lot.finished_at is null
      group by lot.id
      order by lot.id
      on conflict (kind, subject) do nothing
      """;

  private static final String CLEAR_REASON =
      """
      update twitter_lots
      set waiting_reason = null
      where zone_id = $1
        and finished_at is null
        and waiting_reason = $2
      """;

  /**
   * Creates the timers of a zone's lots again, in the transaction that makes the zone active. Lots
   * that came due during the pause are due now.
   */
  public static Future<Void> resume(SqlConnection transaction, String zone, Instant now) {
    return transaction
        .preparedQuery(RESUME)
        .execute(Tuple.of(zone, Times.utc(now)))
        .compose(resumed -> transaction.preparedQuery(CLEAR_REASON).execute(Tuple.of(zone, REASON)))
        .mapEmpty();
  }
}
