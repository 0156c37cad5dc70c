package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toSet;

import io.tidemark.jobs.Claim;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lots of zones that are not polled. Such a lot keeps its timer until it comes due; the worker that
 * claims it takes the timer away in place of polling. Resuming the zone gives it a timer again.
 */
public final class PausedLots {

  private static final Logger log = LoggerFactory.getLogger(PausedLots.class);

  /** What a lot says it waits for. */
  public static final String REASON = "the zone is paused";

  private PausedLots() {}

  private static final String PAUSED_ZONES =
      """
      select distinct lot.zone_id
      from twitter_lots lot
      join zones zone on zone.id = lot.zone_id
      where lot.id = any ($1::bigint[])
        and zone.status <> 'active'
      """;

  /**
   * Takes lots of zones that are not polled out of claimed ones.
   *
   * @return the claims that go on. On a virtual thread.
   */
  static List<Claim> leaveOut(Pool pool, List<Claim> claims) {
    if (claims.isEmpty()) {
      return claims;
    }
    Set<String> zones = new TreeSet<>();
    pool.preparedQuery(PAUSED_ZONES)
        .execute(Tuple.of((Object) claims.stream().map(Claim::subject).toArray(Long[]::new)))
        .await()
        .forEach(row -> zones.add(row.getString("zone_id")));
    if (zones.isEmpty()) {
      return claims;
    }
    Set<Long> parked =
        pool.withTransaction(transaction -> park(transaction, zones, claims)).await();
    log.atInfo()
        .addKeyValue("zones", zones)
        .addKeyValue("lots", parked.size())
        .log("Lots of zones that are not polled wait without a timer");
    return claims.stream().filter(claim -> !parked.contains(claim.subject())).toList();
  }

  // Locked until the timers are gone: what resumes the zone comes after and finds that they are.
  private static final String HOLD_ZONES =
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

  private static final String SAY_WHY =
      """
      update twitter_lots
      set waiting_reason = $2
      where id = any ($1::bigint[])
        and finished_at is null
      """;

  private static Future<Set<Long>> park(
      SqlConnection transaction, Set<String> zones, List<Claim> claims) {
    return transaction
        .preparedQuery(HOLD_ZONES)
        .execute(Tuple.of((Object) zones.toArray(String[]::new)))
        .compose(
            held -> {
              List<String> paused = new ArrayList<>();
              held.forEach(row -> paused.add(row.getString("id")));
              return transaction
                  .preparedQuery(PARK)
                  .execute(
                      Tuple.of(
                          paused.toArray(String[]::new),
                          claims.stream().map(Claim::subject).toArray(Long[]::new),
                          claims.stream().map(Claim::token).toArray(Long[]::new)));
            })
        .compose(
            rows -> {
              List<Long> parked = new ArrayList<>();
              for (Row row : rows) {
                parked.add(row.getLong("subject"));
              }
              return transaction
                  .preparedQuery(SAY_WHY)
                  .execute(Tuple.of(parked.toArray(Long[]::new), REASON))
                  .map(parked.stream().collect(toSet()));
            });
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

  private static final String WAIT_NO_LONGER =
      """
      update twitter_lots
      set waiting_reason = null
      where zone_id = $1
        and finished_at is null
        and waiting_reason = $2
      """;

  /**
   * Gives the lots of a zone their timers back, in the transaction that made the zone active. What
   * came due meanwhile is due now.
   */
  public static Future<Void> resume(SqlConnection transaction, String zone, Instant now) {
    return transaction
        .preparedQuery(RESUME)
        .execute(Tuple.of(zone, Times.utc(now)))
        .compose(
            resumed -> transaction.preparedQuery(WAIT_NO_LONGER).execute(Tuple.of(zone, REASON)))
        .mapEmpty();
  }
}
