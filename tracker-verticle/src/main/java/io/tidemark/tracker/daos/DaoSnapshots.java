package io.tidemark.tracker.daos;

import io.tidemark.postgres.Columns;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Snapshot;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** The snapshots of DAOs' tweets: dao_tweet_snapshots. */
public final class DaoSnapshots {

  /** Partitioned by day. */
  public static final String TABLE = "dao_tweet_snapshots";

  private DaoSnapshots() {}

  private static final String INSERT =
      """
      insert into dao_tweet_snapshots (
        cycle_id, tweet_id, snapshot_at,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count,
        delta_retweets, delta_replies, delta_likes, delta_quotes, delta_views,
        engagement_velocity, doubtful)
      select $1, *
      from unnest(
        $2::bigint[], $3::timestamptz[],
        $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
        $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[],
        $15::float8[], $16::boolean[])
      """;

  /** Writes any number of snapshots in one statement. */
  public static Future<Void> insert(
      SqlConnection transaction, long sweep, List<Snapshot> snapshots) {
    return Columns.of(snapshots)
        .value(sweep)
        .longs(Snapshot::tweet)
        .times(Snapshot::at)
        .longs(Snapshot::counters, Counters.COLUMNS)
        .longs(Snapshot::deltas, Counters.DELTA_COLUMNS)
        .doubles(Snapshot::velocity)
        .booleans(Snapshot::doubtful)
        .execute(transaction, INSERT);
  }

  private static final String BELIEVE =
      """
      update dao_tweet_snapshots snapshot
      set doubtful = false,
          delta_retweets = believed.retweets,
          delta_replies = believed.replies,
          delta_likes = believed.likes,
          delta_quotes = believed.quotes,
          delta_views = believed.views,
          engagement_velocity = believed.velocity
      from unnest(
        $1::bigint[], $2::timestamptz[],
        $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::float8[])
        as believed (tweet, at, retweets, replies, likes, quotes, views, velocity)
      where snapshot.tweet_id = believed.tweet
        and snapshot.snapshot_at = believed.at
        and snapshot.doubtful
      """;

  /**
   * Marks doubtful snapshots as believed, and writes their changes, after a second answer confirmed
   * them.
   */
  public static Future<Void> believe(SqlConnection transaction, List<Snapshot> confirmed) {
    return Columns.of(confirmed)
        .longs(Snapshot::tweet)
        .times(Snapshot::at)
        .longs(Snapshot::deltas, Counters.DELTA_COLUMNS)
        .doubles(Snapshot::velocity)
        .execute(transaction, BELIEVE);
  }
}
