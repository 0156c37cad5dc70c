package io.tidemark.tracker.tweets;

import io.tidemark.postgres.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

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
    return Columns.of(snapshots)
        .longs(Snapshot::tweet)
        .times(Snapshot::at)
        .texts(snapshot -> snapshot.origin().name().toLowerCase(Locale.ROOT))
        .ints(Snapshot::round)
        .longs(Snapshot::counters, Counters.COLUMNS)
        .longs(Snapshot::deltas, Counters.DELTA_COLUMNS)
        .doubles(Snapshot::velocity)
        .texts(Snapshot::decision)
        .booleans(Snapshot::doubtful)
        .longs(Snapshot::carriedEngagement)
        .execute(transaction, INSERT);
  }

  /**
   * The statement that makes snapshots the latest counters of their tweets, which are locked. A
   * counter that a snapshot lacks keeps its last value and time. Its parameters are {@link
   * #latestColumns}.
   *
   * @param table of the tweets
   * @param also further assignments, each with a comma before it
   */
  public static String updateLatest(String table, String also) {
    return """
        update %1$s
        set retweet_count = coalesce(snapshot.retweets, retweet_count),
            reply_count = coalesce(snapshot.replies, reply_count),
            like_count = coalesce(snapshot.likes, like_count),
            quote_count = coalesce(snapshot.quotes, quote_count),
            view_count = coalesce(snapshot.views, view_count),
            bookmark_count = coalesce(snapshot.bookmarks, bookmark_count),
            captured_at = snapshot.at,
            older_counters = snapshot.older::jsonb
            %2$s
        from unnest(
          $1::bigint[], $2::timestamptz[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
          $7::bigint[], $8::bigint[], $9::text[])
          as snapshot (id, at, retweets, replies, likes, quotes, views, bookmarks, older)
        where %1$s.id = snapshot.id
        """
        .formatted(table, also);
  }

  /**
   * As {@link #updateLatest}, with the places of the rows ({@code ctid}) as tenth parameter. The
   * transaction has locked the rows and not updated them.
   */
  static String updateLatestAt(String table) {
    return updateLatest(table, "")
        .replace("$9::text[])", "$9::text[], $10::text[])")
        .replace("views, bookmarks, older)", "views, bookmarks, older, place)")
        .replace(table + ".id = snapshot.id", table + ".ctid = snapshot.place::tid");
  }

  /** The first nine parameters of {@link #updateLatest}. */
  public static Columns<Snapshot> latestColumns(List<Snapshot> snapshots) {
    return Columns.of(snapshots)
        .longs(Snapshot::tweet)
        .times(Snapshot::at)
        .longs(snapshot -> snapshot.latest().counters(), Counters.COLUMNS)
        .texts(snapshot -> snapshot.latest().older());
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
    return Columns.of(new TreeMap<>(confirmed).entrySet())
        .longs(Map.Entry::getKey)
        .times(Map.Entry::getValue)
        .execute(transaction, BELIEVE);
  }
}
