package io.tidemark.tracker.history;

import io.tidemark.flow.EachOf;
import io.tidemark.postgres.Times;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes tweets past their retention, with their tracking and snapshots, and the lots and
 * deliveries that are left without tweets. A tweet stays while it is polled and until the horizon
 * of its zone, and one of the sample as long as snapshots do. Sums that count from the beginning
 * keep what is deleted.
 *
 * <p>Each statement takes a bounded number of rows, in the order of their ids, as all writers lock
 * tweets. On a virtual thread.
 */
public final class OldTweets {

  private static final Logger log = LoggerFactory.getLogger(OldTweets.class);

  /** Rows of one statement. */
  private static final int ROWS = 500;

  private final Pool pool;
  private final Duration kept;
  private final Duration snapshotsKept;
  private final int rows;

  /**
   * @param kept how long a tweet is kept after it was received
   * @param snapshotsKept how long snapshots are kept
   */
  public OldTweets(Pool pool, Duration kept, Duration snapshotsKept) {
    this(pool, kept, snapshotsKept, ROWS);
  }

  OldTweets(Pool pool, Duration kept, Duration snapshotsKept, int rows) {
    this.pool = pool;
    this.kept = kept;
    this.snapshotsKept = snapshotsKept;
    this.rows = rows;
  }

  // A tweet that was revived meanwhile keeps its tracking, and so stays. The trigger takes the
  // tracking that is deleted from the tallies of the overview, which count from the beginning: it
  // is put back.
  private static final String TWEETS =
      """
      with chunk as materialized (
        select tweet.id, tweet.received_at, tracking.tweet_db_id is null as untracked,
          (tracking.tweet_db_id is null or tracking.stop_reason is not null)
          and (sampled.tweet_db_id is null or tweet.received_at < $6) as over
        from twitter_tweets tweet
        left join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
        left join sampled_tweets sampled on sampled.tweet_db_id = tweet.id
        where tweet.zone_id = $1
          and tweet.received_at < $2
          and (tweet.received_at, tweet.id) > ($3, $4)
        order by tweet.received_at, tweet.id
        limit $5
      ), locked as materialized (
        select id
        from twitter_tweets
        where id = any (array(select id from chunk where over))
        order by id
        for update
      ), tracked as (
        delete from twitter_engagement_tracking
        where tweet_db_id = any (array(select id from locked))
          and stop_reason is not null
        returning tweet_db_id, tier, stop_reason, update_count, rounds_spared
      ), counted as (
        insert into tracking_tallies (zone_id, tier, stop_reason, tweets, polls, rounds_spared)
        select $1, tier, stop_reason, count(*), sum(update_count), sum(rounds_spared)
        from tracked
        group by tier, stop_reason
      ), ended as materialized (
        select tweet_db_id as id
        from tracked
        union all
        select id
        from locked
        join chunk using (id)
        where untracked
      ), snapshots as (
        delete from twitter_engagement_history
        where tweet_id = any (array(select id from ended))
          and snapshot_at >= (select min(received_at) - interval '1 day' from chunk)
      ), gone as (
        delete from twitter_tweets
        where id = any (array(select id from ended))
        returning 1)
      select received_at, id, (select count(*) from gone) as deleted
      from chunk
      order by received_at desc, id desc
      limit 1
      """;

  // Lots get their ids in the order of their arrival, but for a few that wait for each other.
  private static final String LOTS =
      """
      with chunk as materialized (
        select id, delivery_id, arrived_at,
          finished_at is not null
          and arrived_at < $2
          and not exists (
            select from twitter_engagement_tracking where lot_id = lot.id) as over
        from twitter_lots lot
        where zone_id = $1
          and id > $3
        order by id
        limit $4
      ), gone as (
        delete from twitter_lots
        where id = any (array(select id from chunk where over))
        returning delivery_id
      ), deliveries as (
        delete from webhook_deliveries
        where id = any (array(select delivery_id from gone)))
      select id, arrived_at, (select count(*) from gone) as deleted
      from chunk
      order by id desc
      limit 1
      """;

  // Until its horizon a tweet may be revived, and would be taken for a new one.
  private static final String ZONES =
      """
      select id, horizon_minutes
      from zones
      where status <> 'deleting'
      order by id
      """;

  private record Zone(String id, Duration horizon) {}

  /**
   * Deletes what is old of all zones.
   *
   * @return how many tweets were deleted
   * @throws IllegalStateException after all zones were tried, when something could not be deleted
   */
  public long dropOld(Instant now) {
    Instant before = now.minus(kept);
    Instant sampledBefore = now.minus(kept.compareTo(snapshotsKept) > 0 ? kept : snapshotsKept);
    List<Zone> zones =
        pool.query(ZONES).execute().await().stream()
            .map(row -> new Zone(row.getString(0), Duration.ofMinutes(row.getInteger(1))))
            .toList();
    var deleted = new LongAdder();
    EachOf.run(
        zones,
        zone -> {
          Instant horizon = now.minus(zone.horizon);
          Instant over = before.isBefore(horizon) ? before : horizon;
          long tweets = dropTweets(zone.id, over, sampledBefore);
          long lots = dropLots(zone.id, over);
          deleted.add(tweets);
          if (tweets + lots > 0) {
            log.atInfo()
                .addKeyValue("zone", zone.id)
                .addKeyValue("tweets", tweets)
                .addKeyValue("lots", lots)
                .addKeyValue("before", over)
                .log("Deleted old tweets of a zone");
          }
        },
        (zone, problem) ->
            log.atWarn()
                .addKeyValue("zone", zone.id)
                .addKeyValue("problem", problem.getMessage())
                .log("Old tweets of a zone could not be deleted; it is tried again"),
        "Old tweets could not be deleted");
    return deleted.sum();
  }

  private long dropTweets(String zone, Instant before, Instant sampledBefore) {
    long deleted = 0;
    Instant after = Instant.EPOCH;
    long id = 0;
    while (true) {
      Row last =
          last(
              TWEETS,
              Tuple.of(
                  zone, Times.utc(before), Times.utc(after), id, rows, Times.utc(sampledBefore)));
      if (last == null) {
        return deleted;
      }
      after = Times.instant(last, "received_at");
      id = last.getLong("id");
      deleted += last.getLong("deleted");
    }
  }

  private long dropLots(String zone, Instant before) {
    long deleted = 0;
    long id = 0;
    while (true) {
      Row last = last(LOTS, Tuple.of(zone, Times.utc(before), id, rows));
      if (last == null) {
        return deleted;
      }
      id = last.getLong("id");
      deleted += last.getLong("deleted");
      if (!Times.instant(last, "arrived_at").isBefore(before)) {
        return deleted;
      }
    }
  }

  private @Nullable Row last(String sql, Tuple values) {
    var found = pool.preparedQuery(sql).execute(values).await().iterator();
    return found.hasNext() ? found.next() : null;
  }
}
