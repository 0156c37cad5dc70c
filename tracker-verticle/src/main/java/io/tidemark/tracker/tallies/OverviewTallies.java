package io.tidemark.tracker.tallies;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/**
 * The sums that database triggers maintain for the overview: tracking_tallies and zone_tallies.
 * Each statement that changes a counted table appends rows with its changes. {@link #fold} merges
 * them into one row for each combination.
 */
public final class OverviewTallies {

  private static final String FOLD_TRACKING =
      AppendedRows.of("tracking_tallies")
          + """

      insert into tracking_tallies (zone_id, tier, stop_reason, tweets, polls, rounds_spared)
      select zone_id, tier, stop_reason, sum(tweets), sum(polls), sum(rounds_spared)
      from taken
      where zone_id in (select id from kept)
      group by zone_id, tier, stop_reason
      having sum(tweets) <> 0 or sum(polls) <> 0 or sum(rounds_spared) <> 0
      """;

  private static final String FOLD_ZONES =
      AppendedRows.of("zone_tallies")
          + """

      insert into zone_tallies (zone_id, month, deliveries, lots, readings, captured_at)
      select zone_id, month, sum(deliveries), sum(lots), sum(readings), max(captured_at)
      from taken
      where zone_id in (select id from kept)
      group by zone_id, month
      having sum(deliveries) <> 0 or sum(lots) <> 0 or sum(readings) <> 0
        or max(captured_at) is not null
      """;

  private OverviewTallies() {}

  /**
   * Merges the rows of each table in one statement, so a concurrent reader sees either all old rows
   * or all new ones. Rows of zones that no longer exist are deleted.
   */
  public static Future<Void> fold(Pool pool) {
    return pool.query(FOLD_TRACKING)
        .execute()
        .compose(folded -> pool.query(FOLD_ZONES).execute())
        .mapEmpty();
  }
}
