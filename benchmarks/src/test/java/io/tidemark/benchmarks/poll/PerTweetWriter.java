package io.tidemark.benchmarks.poll;

import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one tweet per transaction over one connection. */
final class PerTweetWriter implements AutoCloseable {

  private static final String BEFORE =
      """
      select twitter_created_at,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count
      from twitter_tweets
      where id = ?
      """;

  private static final String COUNTERS =
      """
      update twitter_tweets
      set retweet_count = ?, reply_count = ?, like_count = ?, quote_count = ?, view_count = ?,
          bookmark_count = ?, captured_at = ?
      where id = ?
      """;

  private static final String SNAPSHOT =
      """
      insert into twitter_engagement_history (
        tweet_id, snapshot_at, origin, round,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count,
        delta_retweets, delta_replies, delta_likes, delta_quotes, delta_views,
        engagement_velocity, decision)
      values (?, ?, 'poll', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String TRACKING =
      """
      update twitter_engagement_tracking
      set update_count = update_count + 1, tier = 'hot', last_updated_at = ?,
          last_outcome = 'present', last_decision = ?, next_update_at = ?, stop_reason = ?,
          stopped_at = ?
      where tweet_db_id = ?
      """;

  private static final String NEXT =
      """
      select min(next_update_at)
      from twitter_engagement_tracking
      where lot_id = ?
        and stop_reason is null
      """;

  private static final String FINISHED = "update twitter_lots set finished_at = ? where id = ?";
  private static final String NO_JOB = "delete from timers where kind = 'lot' and subject = ?";
  private static final String NEXT_JOB =
      "update timers set due_at = ? where kind = 'lot' and subject = ?";

  private final Connection connection;
  private final PreparedStatement before;
  private final PreparedStatement counters;
  private final PreparedStatement snapshot;
  private final PreparedStatement tracking;
  private final PreparedStatement next;
  private final PreparedStatement finished;
  private final PreparedStatement noJob;
  private final PreparedStatement nextJob;

  PerTweetWriter(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    before = connection.prepareStatement(BEFORE);
    counters = connection.prepareStatement(COUNTERS);
    snapshot = connection.prepareStatement(SNAPSHOT);
    tracking = connection.prepareStatement(TRACKING);
    next = connection.prepareStatement(NEXT);
    finished = connection.prepareStatement(FINISHED);
    noJob = connection.prepareStatement(NO_JOB);
    nextJob = connection.prepareStatement(NEXT_JOB);
  }

  void write(TweetBatch tweetBatch, long tweet, Counters reading, double threshold)
      throws SQLException {
    OffsetDateTime now = utc(tweetBatch.polledAt());
    PollOutcome written;
    set(before, List.of(tweet));
    try (ResultSet row = before.executeQuery()) {
      row.next();
      Instant createdAt = row.getObject(1, OffsetDateTime.class).toInstant();
      Counters stored =
          new Counters(
              row.getLong(2),
              row.getLong(3),
              row.getLong(4),
              row.getLong(5),
              row.getLong(6),
              row.getLong(7));
      written = PollOutcome.of(tweetBatch, tweet, createdAt, stored, reading, threshold);
    }
    set(counters, reading, now, tweet);
    counters.executeUpdate();
    insert(written.snapshot(), now);
    tracking.setObject(1, now);
    tracking.setString(2, written.why());
    tracking.setObject(3, utc(written.nextUpdateAt()));
    tracking.setString(4, written.stopReason());
    tracking.setObject(5, written.stopReason() == null ? null : now);
    tracking.setLong(6, tweet);
    tracking.executeUpdate();
    connection.commit();
  }

  private void insert(Snapshot reading, OffsetDateTime now) throws SQLException {
    snapshot.setLong(1, reading.tweet());
    snapshot.setObject(2, now);
    Counters read = reading.counters();
    Counters deltas = reading.deltas();
    Object[] values = {
      read.retweets(),
      read.replies(),
      read.likes(),
      read.quotes(),
      read.views(),
      read.bookmarks(),
      deltas.retweets(),
      deltas.replies(),
      deltas.likes(),
      deltas.quotes(),
      deltas.views(),
      reading.velocity(),
      reading.decision()
    };
    for (int i = 0; i < values.length; i++) {
      snapshot.setObject(i + 3, values[i]);
    }
    snapshot.executeUpdate();
  }

  void scheduleNext(TweetBatch tweetBatch, long lot) throws SQLException {
    OffsetDateTime due;
    set(next, List.of(lot));
    try (ResultSet row = next.executeQuery()) {
      row.next();
      due = row.getObject(1, OffsetDateTime.class);
    }
    if (due == null) {
      set(finished, List.of(utc(tweetBatch.polledAt()), lot));
      finished.executeUpdate();
      set(noJob, List.of(lot));
      noJob.executeUpdate();
    } else {
      set(nextJob, List.of(due, lot));
      nextJob.executeUpdate();
    }
    connection.commit();
  }

  private static void set(PreparedStatement statement, Counters read, Object at, long tweet)
      throws SQLException {
    Object[] values = {
      read.retweets(),
      read.replies(),
      read.likes(),
      read.quotes(),
      read.views(),
      read.bookmarks(),
      at,
      tweet
    };
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private static void set(PreparedStatement statement, List<Object> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
