package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toMap;

import io.tidemark.jobs.Claim;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a claimed lot before its tweets are read.
 *
 * @param tweets how many it was created with, or how many of them are due
 * @param active whether its zone is polled
 */
record ClaimedLot(long id, String zone, int tweets, boolean active) {

  /** So many passes are looked ahead: a lot that was created large may have few due tweets. */
  private static final int COUNTED = 4;

  private static final String FIND =
      """
      select lot.id, lot.zone_id, lot.tweets, zone.status = 'active' as active
      from twitter_lots lot
      join zones zone on zone.id = lot.zone_id
      where lot.id = any ($1::bigint[])
      """;

  /** Reads lots, with the tweets that they were created with. Removed lots are left out. */
  static Future<List<ClaimedLot>> of(Pool pool, List<Long> lots) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of((Object) lots.toArray(Long[]::new)))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new ClaimedLot(
                                row.getLong("id"),
                                row.getString("zone_id"),
                                row.getInteger("tweets"),
                                row.getBoolean("active")))
                    .toList());
  }

  private static final String DUE =
      """
      select lot.id, due.tweets
      from unnest($1::bigint[]) as lot (id)
      cross join lateral (
        select count(*) as tweets
        from (
          select
          from twitter_engagement_tracking
          where lot_id = lot.id
            and stop_reason is null
            and next_update_at <= $2
          limit $3) as few) as due
      """;

  /**
   * Counts the due tweets of lots that have more tweets than one pass takes, as far as that may
   * matter.
   *
   * @param claims the longest overdue first
   * @param room the most tweets of a pass
   * @return the lots that come into question, each with its due tweets or with more than fit
   */
  static Future<List<ClaimedLot>> counted(
      Pool pool, List<Claim> claims, List<ClaimedLot> known, Instant now, int room) {
    if (known.stream().mapToLong(ClaimedLot::tweets).sum() <= room) {
      return Future.succeededFuture(known);
    }
    Set<Long> some = together(claims, known, COUNTED * room);
    List<ClaimedLot> first = known.stream().filter(lot -> some.contains(lot.id())).toList();
    Long[] ids = first.stream().map(ClaimedLot::id).toArray(Long[]::new);
    return pool.preparedQuery(DUE)
        .execute(Tuple.of(ids, Times.utc(now), room + 1))
        .map(
            rows -> {
              Map<Long, Integer> due =
                  rows.stream()
                      .collect(toMap(row -> row.getLong("id"), row -> row.getInteger("tweets")));
              return first.stream()
                  .map(lot -> new ClaimedLot(lot.id, lot.zone, due.get(lot.id), lot.active))
                  .toList();
            });
  }

  /**
   * The lots that one pass polls: one of each zone in turn, the longest overdue first, while their
   * tweets fit. A zone whose next lot does not fit is left out; a lot that is too large for any
   * pass is polled alone, when it is the longest overdue.
   *
   * @param claims the longest overdue first
   * @param known the others are left
   * @param room the most tweets
   */
  static Set<Long> together(List<Claim> claims, List<ClaimedLot> known, int room) {
    Map<Long, ClaimedLot> lots = known.stream().collect(toMap(ClaimedLot::id, lot -> lot));
    Set<Long> together = new HashSet<>();
    Map<String, Deque<ClaimedLot>> byZone = new LinkedHashMap<>();
    for (Claim claim : claims) {
      ClaimedLot lot = lots.get(claim.subject());
      if (lot != null) {
        byZone.computeIfAbsent(lot.zone(), first -> new ArrayDeque<>()).add(lot);
      }
    }
    int left = room;
    boolean first = true;
    while (!byZone.isEmpty()) {
      for (Deque<ClaimedLot> zone : List.copyOf(byZone.values())) {
        ClaimedLot lot = zone.remove();
        if (first || lot.tweets() <= left) {
          together.add(lot.id());
          left -= lot.tweets();
          first = false;
        } else {
          zone.clear();
        }
      }
      byZone.values().removeIf(Deque::isEmpty);
    }
    return together;
  }
}
