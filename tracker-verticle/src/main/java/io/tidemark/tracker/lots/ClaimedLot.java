package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toMap;

import io.tidemark.jobs.Claim;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
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
 * @param tweets how many it was created with; as many or fewer are due
 * @param active whether its zone is polled
 */
record ClaimedLot(long id, String zone, int tweets, boolean active) {

  private static final String FIND =
      """
      select lot.id, lot.zone_id, lot.tweets, zone.status = 'active' as active
      from twitter_lots lot
      join zones zone on zone.id = lot.zone_id
      where lot.id = any ($1::bigint[])
      """;

  /** Reads lots; those that were removed meanwhile are left out. */
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

  /**
   * The lots that one pass polls: one of each zone in turn, the longest overdue first, while their
   * tweets fit. A zone whose next lot does not fit is left out; a lot that is too large for any
   * pass is polled alone, when it is the longest overdue.
   *
   * @param claims the longest overdue first
   * @param known lots that are not among them have no tweets
   * @param room the most tweets
   */
  static Set<Long> together(List<Claim> claims, List<ClaimedLot> known, int room) {
    Map<Long, ClaimedLot> lots = known.stream().collect(toMap(ClaimedLot::id, lot -> lot));
    Set<Long> together = new HashSet<>();
    Map<String, Deque<ClaimedLot>> byZone = new LinkedHashMap<>();
    for (Claim claim : claims) {
      ClaimedLot lot = lots.get(claim.subject());
      if (lot == null) {
        together.add(claim.subject());
      } else {
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
