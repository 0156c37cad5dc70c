package io.tidemark.standalone.demo;

import io.tidemark.access.Tenants;
import io.tidemark.boot.Foundation;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.Totals;
import io.tidemark.tracker.reads.Overview;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the demo stands. Calls and credits are what the platform counted, not what we think we
 * spent.
 *
 * @param polls tweet-polls that were answered
 * @param callsAlone calls of a design that polls every tweet alone, six times
 * @param callsPerLot calls of a design with a job for each lot, 20 ids a call, that stops as we do
 * @param liveliest our id of the tweet with the most engagement; null while there is none
 */
record Figures(
    Instant now,
    Overview overview,
    long lots,
    long snapshots,
    long polls,
    long calls,
    long credits,
    long callsAlone,
    long callsPerLot,
    @Nullable Long liveliest,
    long liveliestEngagement) {

  /** Polls of each tweet in a design that never stops early. */
  static final int ROUNDS = 6;

  private static final String SQL =
      """
      select
        (select count(*) from twitter_lots) as lots,
        (select count(*) from twitter_engagement_history) as snapshots,
        (select coalesce(sum(firings * ceil(tweets / 20.0)), 0)::bigint
         from (
           select lot.tweets, max(tracking.update_count) as firings
           from twitter_lots lot
           join twitter_engagement_tracking tracking on tracking.lot_id = lot.id
           group by lot.id) fired) as calls_per_lot,
        liveliest.id as liveliest,
        coalesce(liveliest.total_engagement, 0) as liveliest_engagement
      from (select 1) always
      left join lateral (
        select id, total_engagement
        from twitter_tweets
        order by total_engagement desc
        limit 1) liveliest on true
      """;

  static Future<Figures> read(Foundation foundation, PlatformSimulator simulator) {
    Instant now = foundation.clock().instant();
    return Overview.read(foundation.pool(), now, Tenants.ALL)
        .compose(
            overview ->
                foundation
                    .pool()
                    .query(SQL)
                    .execute()
                    .map(rows -> figures(now, overview, rows.iterator().next(), simulator)));
  }

  private static Figures figures(
      Instant now, Overview overview, Row row, PlatformSimulator simulator) {
    Totals spent = simulator.meter().totals(Platform.TWITTER_API);
    return new Figures(
        now,
        overview,
        row.getLong("lots"),
        row.getLong("snapshots"),
        overview.polls(),
        spent.calls(),
        spent.credits(),
        overview.tweets() * ROUNDS,
        row.getLong("calls_per_lot"),
        row.getLong("liveliest"),
        row.getLong("liveliest_engagement"));
  }

  long active() {
    return sum(overview.active());
  }

  long stopped() {
    return sum(overview.stopped());
  }

  /** 100,000 credits are a dollar (UPSTREAMS 1.6). */
  double dollars() {
    return credits / 100_000.0;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
