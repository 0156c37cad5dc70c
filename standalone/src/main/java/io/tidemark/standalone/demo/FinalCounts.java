package io.tidemark.standalone.demo;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.Optional;

/**
 * Counts over whole tables at the end of the stream.
 *
 * @param callsPerLot calls of a design with one job per lot, 20 ids per call and the same stops
 */
record FinalCounts(long lots, long snapshots, long callsPerLot) {

  private static final String COUNT =
      """
      select
        (select count(*) from twitter_lots) as lots,
        (select count(*) from twitter_engagement_history) as snapshots,
        (select coalesce(sum(firings * ceil(tweets / 20.0)), 0)::bigint
         from (
           select lot.tweets, max(tracking.update_count) as firings
           from twitter_lots lot
           join twitter_engagement_tracking tracking on tracking.lot_id = lot.id
           group by lot.id) fired) as calls_per_lot
      """;

  static Future<FinalCounts> read(Pool pool) {
    return pool.query(COUNT)
        .execute()
        .map(
            rows -> {
              var row = rows.iterator().next();
              return new FinalCounts(
                  row.getLong("lots"), row.getLong("snapshots"), row.getLong("calls_per_lot"));
            });
  }

  private static final String LIVELIEST =
      """
      select id
      from twitter_tweets
      where total_engagement > 0
      order by total_engagement desc
      limit 1
      """;

  /** Our id of the tweet with the most engagement, if any has some. */
  static Future<Optional<Long>> liveliest(Pool pool) {
    return pool.query(LIVELIEST)
        .execute()
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getLong("id")));
  }
}
