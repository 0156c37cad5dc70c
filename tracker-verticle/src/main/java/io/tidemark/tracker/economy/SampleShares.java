package io.tidemark.tracker.economy;

import io.tidemark.clock.WorldClock;
import io.tidemark.tracker.tallies.ArrivalTallies;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The share of the arriving tweets of each zone that is sampled. It is the wanted one
 * (sample_percent; where that is not set 1 % with the adaptive cadence, and nothing else), but of
 * as many tweets as arrived in the last 24 hours at least 20 and at most 2,000. A zone from which
 * nothing is wanted samples nothing, and one without arrivals has the wanted share.
 */
public final class SampleShares {

  private static final Logger log = LoggerFactory.getLogger(SampleShares.class);

  private static final Duration DAY = Duration.ofDays(1);
  private static final double LEAST = 20;
  private static final double MOST = 2_000;

  private final Pool pool;
  private final WorldClock clock;

  public SampleShares(Pool pool, WorldClock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  private static final String ZONES =
      """
      select id
      from zones
      where status <> 'deleting'
        and (sample_share > 0
          or coalesce(sample_percent, case when cadence = 'ADAPTIVE' then 1 else 0 end) > 0)
      order by id
      """;

  /** Sets the shares of all zones. Runs on a virtual thread. */
  public void updateAll() {
    Instant now = clock.instant();
    for (Row zone : pool.query(ZONES).execute().await()) {
      String id = zone.getString("id");
      try {
        update(pool, id, now).await();
      } catch (Exception problem) { // an await throws checked exceptions as well
        log.atWarn()
            .addKeyValue("zone", id)
            .setCause(problem)
            .log("The share of sampled tweets could not be set; the next hour tries again");
      }
    }
  }

  private static final String UPDATE =
      """
      with wanted as (
        select id,
          coalesce(sample_percent, case when cadence = 'ADAPTIVE' then 1 else 0 end) / 100 as share,
          $2::bigint as arrived
        from zones
        where id = $1
      ), bounded as (
        select id,
          case
            when share = 0 or arrived = 0 then share
            else least(1, $4::float8 / arrived, greatest(share, $3::float8 / arrived))
          end as share
        from wanted
      )
      update zones
      set sample_share = bounded.share
      from bounded
      where zones.id = bounded.id
        and zones.sample_share <> bounded.share
      """;

  /** Sets the share of one zone, hourly and after each change of its settings. */
  public static Future<Void> update(SqlClient connection, String zone, Instant now) {
    return ArrivalTallies.since(connection, zone, now.minus(DAY))
        .compose(
            arrived ->
                connection
                    .preparedQuery(UPDATE)
                    .execute(Tuple.of(zone, arrived.tweets(), LEAST, MOST)))
        .mapEmpty();
  }
}
