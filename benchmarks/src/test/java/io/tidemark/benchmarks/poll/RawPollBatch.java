package io.tidemark.benchmarks.poll;

import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Snapshot;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One transaction of the upper bound, prepared in advance. */
final class RawPollBatch {

  private static final String COUNTERS =
      """
      update twitter_tweets
      set retweet_count = reading.retweets,
          reply_count = reading.replies,
          like_count = reading.likes,
          quote_count = reading.quotes,
          view_count = reading.views,
          bookmark_count = reading.bookmarks,
          captured_at = ?::timestamptz
      from unnest(?, ?, ?, ?, ?, ?, ?)
        as reading (id, retweets, replies, likes, quotes, views, bookmarks)
      where twitter_tweets.id = reading.id
      """;

  private static final String HISTORY =
      """
      insert into twitter_engagement_history (
        snapshot_at, origin, round, tweet_id,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count,
        delta_retweets, delta_replies, delta_likes, delta_quotes, delta_views,
        engagement_velocity, decision)
      select ?::timestamptz, 'poll', 1, *
      from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String TRACKING =
      """
      update twitter_engagement_tracking
      set update_count = update_count + 1,
          tier = 'hot',
          last_updated_at = polled_at,
          last_outcome = 'present',
          last_decision = progress.why,
          moved_since_poll = false,
          absent_since = null,
          next_update_at = progress.next_update_at,
          stop_reason = progress.stop_reason,
          stopped_at = case when progress.stop_reason is not null then polled_at end
      from unnest(?, ?, ?::timestamptz[], ?) as progress (id, why, next_update_at, stop_reason),
        cast(? as timestamptz) as polled_at
      where twitter_engagement_tracking.tweet_db_id = progress.id
      """;

  private static final String LOTS =
      """
      update twitter_lots
      set finished_at = ?::timestamptz
      where id = any (?)
      """;

  private static final String FINISHED =
      """
      delete from timers
      where kind = 'lot'
        and subject = any (?)
      """;

  private static final String DUE_AGAIN =
      """
      update timers
      set due_at = lot.due_at
      from unnest(?, ?::timestamptz[]) as lot (id, due_at)
      where kind = 'lot'
        and subject = lot.id
      """;

  private record Statement(String sql, List<Object> parameters) {}

  private final Connection connection;
  private final List<Statement> statements;

  private RawPollBatch(Connection connection, List<Statement> statements) {
    this.connection = connection;
    this.statements = statements;
  }

  static RawPollBatch of(
      Connection connection,
      TweetBatch tweetBatch,
      int from,
      int to,
      Map<String, Double> thresholds)
      throws SQLException {
    List<PollOutcome> rows = new ArrayList<>();
    Map<Long, Instant> due = new TreeMap<>();
    List<Long> finished = new ArrayList<>();
    for (long number = from; number <= to; number++) {
      var tweet = tweetBatch.tweet(number);
      PollOutcome row =
          PollOutcome.of(
              tweetBatch,
              number,
              tweet.createdAt(),
              TweetBatch.counters(tweet, tweetBatch.arrivedAt()),
              TweetBatch.counters(tweet, tweetBatch.polledAt()),
              Objects.requireNonNull(thresholds.get(tweetBatch.zoneOf(number))));
      rows.add(row);
      if (row.nextUpdateAt() != null) {
        due.merge(TweetBatch.lotOf(number), row.nextUpdateAt(), (a, b) -> a.isBefore(b) ? a : b);
      }
    }
    for (long lot = TweetBatch.lotOf(from); lot <= TweetBatch.lotOf(to); lot++) {
      if (!due.containsKey(lot)) {
        finished.add(lot);
      }
    }
    String at = tweetBatch.polledAt().toString();
    Columns<PollOutcome> tweets = new Columns<>(connection, rows);
    Columns<Long> ended = new Columns<>(connection, finished);
    Columns<Map.Entry<Long, Instant>> goingOn =
        new Columns<>(connection, List.copyOf(due.entrySet()));
    List<Statement> statements = new ArrayList<>();
    statements.add(new Statement(COUNTERS, counters(tweets, at)));
    statements.add(new Statement(HISTORY, history(tweets, at)));
    statements.add(
        new Statement(
            TRACKING,
            List.of(
                tweets.of("bigint", row -> row.snapshot().tweet()),
                tweets.of("text", PollOutcome::why),
                tweets.of("text", row -> Objects.toString(row.nextUpdateAt(), null)),
                tweets.of("text", PollOutcome::stopReason),
                at)));
    statements.add(new Statement(LOTS, List.of(at, ended.of("bigint", lot -> lot))));
    statements.add(new Statement(FINISHED, List.of(ended.of("bigint", lot -> lot))));
    statements.add(
        new Statement(
            DUE_AGAIN,
            List.of(
                goingOn.of("bigint", Map.Entry::getKey),
                goingOn.of("text", lot -> lot.getValue().toString()))));
    return new RawPollBatch(connection, statements);
  }

  private static List<Object> counters(Columns<PollOutcome> tweets, String at) throws SQLException {
    List<Object> all = new ArrayList<>(List.of(at));
    all.add(tweets.of("bigint", row -> row.snapshot().tweet()));
    all.addAll(snapshots(tweets));
    return all;
  }

  private static List<Object> history(Columns<PollOutcome> tweets, String at) throws SQLException {
    List<Object> all = counters(tweets, at);
    all.add(tweets.of("bigint", row -> row.snapshot().deltas().retweets()));
    all.add(tweets.of("bigint", row -> row.snapshot().deltas().replies()));
    all.add(tweets.of("bigint", row -> row.snapshot().deltas().likes()));
    all.add(tweets.of("bigint", row -> row.snapshot().deltas().quotes()));
    all.add(tweets.of("bigint", row -> row.snapshot().deltas().views()));
    all.add(tweets.of("float8", row -> row.snapshot().velocity()));
    all.add(tweets.of("text", row -> row.snapshot().decision()));
    return all;
  }

  private static List<Object> snapshots(Columns<PollOutcome> tweets) throws SQLException {
    List<Object> all = new ArrayList<>();
    List<Function<Counters, @Nullable Long>> counters =
        List.of(
            Counters::retweets,
            Counters::replies,
            Counters::likes,
            Counters::quotes,
            Counters::views,
            Counters::bookmarks);
    for (Function<Counters, @Nullable Long> counter : counters) {
      Function<Snapshot, @Nullable Object> value = snapshot -> counter.apply(snapshot.counters());
      all.add(tweets.of("bigint", row -> value.apply(row.snapshot())));
    }
    return all;
  }

  void write() throws SQLException {
    for (Statement statement : statements) {
      try (var prepared = connection.prepareStatement(statement.sql())) {
        int place = 1;
        for (Object parameter : statement.parameters()) {
          if (parameter instanceof Array array) {
            prepared.setArray(place++, array);
          } else {
            prepared.setObject(place++, parameter);
          }
        }
        prepared.executeUpdate();
      }
    }
    connection.commit();
  }

  private record Columns<T>(Connection connection, List<T> rows) {

    Array of(String type, Function<T, @Nullable Object> value) throws SQLException {
      return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }
  }
}
