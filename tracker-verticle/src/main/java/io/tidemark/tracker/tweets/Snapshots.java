package io.tidemark.tracker.tweets;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The snapshots of tweets: twitter_engagement_history. */
public final class Snapshots {

  private Snapshots() {}

  private static final String INSERT =
      """
      insert into twitter_engagement_history (
        tweet_id, snapshot_at, origin, round,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count,
        delta_retweets, delta_replies, delta_likes, delta_quotes, delta_views,
        engagement_velocity, decision, doubtful, carried_engagement)
      select *
      from unnest(
        $1::bigint[], $2::timestamptz[], $3::text[], $4::int[],
        $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],
        $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[],
        $16::float8[], $17::text[], $18::boolean[], $19::bigint[])
      """;

  /** Writes any number of snapshots in one statement. */
  public static Future<Void> insert(SqlConnection transaction, List<Snapshot> snapshots) {
    if (snapshots.isEmpty()) {
      return Future.succeededFuture();
    }
    return transaction
        .preparedQuery(INSERT)
        .execute(
            Tuple.of(
                longs(snapshots, Snapshot::tweet),
                snapshots.stream()
                    .map(snapshot -> Times.utc(snapshot.at()))
                    .toArray(OffsetDateTime[]::new),
                snapshots.stream()
                    .map(snapshot -> snapshot.origin().name().toLowerCase(Locale.ROOT))
                    .toArray(String[]::new),
                snapshots.stream().map(Snapshot::round).toArray(Integer[]::new),
                longs(snapshots, snapshot -> snapshot.counters().retweets()),
                longs(snapshots, snapshot -> snapshot.counters().replies()),
                longs(snapshots, snapshot -> snapshot.counters().likes()),
                longs(snapshots, snapshot -> snapshot.counters().quotes()),
                longs(snapshots, snapshot -> snapshot.counters().views()),
                longs(snapshots, snapshot -> snapshot.counters().bookmarks()),
                longs(snapshots, snapshot -> snapshot.deltas().retweets()),
                longs(snapshots, snapshot -> snapshot.deltas().replies()),
                longs(snapshots, snapshot -> snapshot.deltas().likes()),
                longs(snapshots, snapshot -> snapshot.deltas().quotes()),
                longs(snapshots, snapshot -> snapshot.deltas().views()),
                snapshots.stream().map(Snapshot::velocity).toArray(Double[]::new),
                snapshots.stream().map(Snapshot::decision).toArray(String[]::new),
                snapshots.stream().map(Snapshot::doubtful).toArray(Boolean[]::new),
                longs(snapshots, Snapshot::carriedEngagement)))
        .mapEmpty();
  }

  private static final String BELIEVE =
      """
      update twitter_engagement_history history
      set doubtful = false
      from unnest($1::bigint[], $2::timestamptz[]) as confirmed (id, at)
      where history.tweet_id = confirmed.id
        and history.snapshot_at = confirmed.at
        and history.doubtful
      """;

  /**
   * Marks doubtful snapshots as believed, after a second answer confirmed them.
   *
   * @param confirmed the time of the snapshot by the row of its tweet
   */
  public static Future<Void> believe(SqlConnection transaction, Map<Long, Instant> confirmed) {
    if (confirmed.isEmpty()) {
      return Future.succeededFuture();
    }
    SequencedMap<Long, Instant> ordered = new TreeMap<>(confirmed);
    return transaction
        .preparedQuery(BELIEVE)
        .execute(
            Tuple.of(
                ordered.keySet().toArray(Long[]::new),
                // The cast prevents Tuple.of from spreading the second array as varargs.
                (Object) ordered.values().stream().map(Times::utc).toArray(OffsetDateTime[]::new)))
        .mapEmpty();
  }

  private static @Nullable Long[] longs(
      List<Snapshot> snapshots, Function<Snapshot, @Nullable Long> value) {
    return snapshots.stream().map(value).toArray(Long[]::new);
  }
}
