package io.tidemark.tracker.daos;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Snapshot;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The readings of DAOs' tweets: dao_tweet_snapshots. */
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
        engagement_velocity)
      select $1, *
      from unnest(
        $2::bigint[], $3::timestamptz[],
        $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
        $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[],
        $15::float8[])
      """;

  /** Writes any number of readings in one statement. */
  public static Future<Void> insert(
      SqlConnection transaction, long cycle, List<Snapshot> snapshots) {
    if (snapshots.isEmpty()) {
      return Future.succeededFuture();
    }
    return transaction
        .preparedQuery(INSERT)
        .execute(
            Tuple.of(
                cycle,
                snapshots.stream().map(Snapshot::tweet).toArray(Long[]::new),
                snapshots.stream()
                    .map(snapshot -> Times.utc(snapshot.at()))
                    .toArray(OffsetDateTime[]::new),
                read(snapshots, Counters::retweets),
                read(snapshots, Counters::replies),
                read(snapshots, Counters::likes),
                read(snapshots, Counters::quotes),
                read(snapshots, Counters::views),
                read(snapshots, Counters::bookmarks),
                change(snapshots, Counters::retweets),
                change(snapshots, Counters::replies),
                change(snapshots, Counters::likes),
                change(snapshots, Counters::quotes),
                change(snapshots, Counters::views),
                snapshots.stream().map(Snapshot::velocity).toArray(Double[]::new)))
        .mapEmpty();
  }

  private static @Nullable Long[] read(
      List<Snapshot> snapshots, Function<Counters, @Nullable Long> counter) {
    return snapshots.stream().map(one -> counter.apply(one.counters())).toArray(Long[]::new);
  }

  private static @Nullable Long[] change(
      List<Snapshot> snapshots, Function<Counters, @Nullable Long> counter) {
    return snapshots.stream().map(one -> counter.apply(one.deltas())).toArray(Long[]::new);
  }
}
