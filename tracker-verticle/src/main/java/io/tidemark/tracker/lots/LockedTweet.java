package io.tidemark.tracker.lots;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.BeforePoll;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.cadence.Doubts;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.cadence.Doubts.Judgement;
import io.tidemark.tracker.cadence.StopReason;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Latest;
import io.tidemark.tracker.tweets.OutcomeJson;
import io.tidemark.tracker.tweets.OutcomeWord;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a tracked tweet in the database, locked until the transaction ends.
 *
 * @param id the row of twitter_tweets
 * @param round the number of its last round
 * @param latest its counters, each with its capture time
 * @param polledAt the time of its last round; null when it has had none
 * @param revivedAt when a refresh last revived it; null when none has
 * @param stopped why it is not polled; null when it is
 * @param doubted the previous answer, if that was not believed
 * @param sampledFor the horizon of a tweet that belongs to the sample of its zone; null for others
 */
public record LockedTweet(
    long id,
    String zone,
    Cadence cadence,
    int round,
    Latest latest,
    @Nullable Instant polledAt,
    @Nullable Instant revivedAt,
    @Nullable StopReason stopped,
    @Nullable Doubted doubted,
    @Nullable Duration sampledFor,
    BeforePoll before) {

  /** What {@link #of} reads, from the tables tweet and tracking, in which it may be locked. */
  static final String STATE =
      """
      tweet.id, tweet.zone_id, tracking.lot_id, tracking.update_count, tweet.captured_at,
        tweet.older_counters, tweet.twitter_created_at,
        tracking.moved_since_poll, tracking.absent_since, tracking.next_update_at,
        tracking.last_updated_at, tracking.revived_at, tracking.stop_reason,
        tracking.last_outcome, tracking.doubted,
        tweet.retweet_count, tweet.reply_count, tweet.like_count, tweet.quote_count,
        tweet.view_count, tweet.bookmark_count\
      """;

  /** What {@link #of(Row, Instant)} reads, from the tables tweet, tracking, lot and zone. */
  public static final String COLUMNS =
      STATE
          + """
      , zone.cadence, lot.arrived_at,
        case when exists (select from sampled_tweets where tweet_db_id = tweet.id)
          then zone.horizon_minutes end as sampled_for
      """;

  /**
   * Reads a row with {@link #COLUMNS}.
   *
   * @param now counts as the time of the round for a tweet that has no next one
   */
  public static LockedTweet of(Row row, Instant now) {
    return of(
        row,
        Cadence.valueOf(row.getString("cadence")),
        Times.instant(row, "arrived_at"),
        row.getInteger("sampled_for"),
        now);
  }

  /**
   * Reads a row with {@link #STATE}.
   *
   * @param cadence of its zone
   * @param arrivedAt when its lot arrived
   * @param sampledFor the horizon in minutes of a tweet of the sample; null for others
   * @param now as above
   */
  static LockedTweet of(
      Row row, Cadence cadence, Instant arrivedAt, @Nullable Integer sampledFor, Instant now) {
    Latest latest = Latest.of(row);
    String stopped = row.getString("stop_reason");
    Instant next = Times.instantOrNull(row, "next_update_at");
    return new LockedTweet(
        row.getLong("id"),
        row.getString("zone_id"),
        cadence,
        row.getInteger("update_count"),
        latest,
        Times.instantOrNull(row, "last_updated_at"),
        Times.instantOrNull(row, "revived_at"),
        stopped == null ? null : StopReason.of(stopped),
        doubted(row),
        sampledFor == null ? null : Duration.ofMinutes(sampledFor),
        new BeforePoll(
            Times.instant(row, "twitter_created_at"),
            arrivedAt,
            latest.counters(),
            row.getBoolean("moved_since_poll"),
            Times.instantOrNull(row, "absent_since"),
            next == null ? now : next));
  }

  /**
   * The previous answer, if it was not believed. A process of an earlier version does not update
   * the column doubted, which then belongs to another last_outcome.
   */
  private static @Nullable Doubted doubted(Row row) {
    JsonObject doubted = row.getJsonObject("doubted");
    return doubted == null || !OutcomeWord.DOUBTFUL.equals(row.getString("last_outcome"))
        ? null
        : new Doubted(OutcomeJson.read(doubted), Instant.parse(doubted.getString("at")));
  }

  /** The value of the column doubted. */
  public static @Nullable String write(@Nullable Doubted doubted) {
    return doubted == null
        ? null
        : OutcomeJson.write(doubted.outcome()).put("at", doubted.at().toString()).encode();
  }

  /**
   * Judges an answer about it.
   *
   * @param doubt why the answer as a whole is doubtful; null when it is not
   */
  public Judgement judge(PostOutcome<Counters> outcome, @Nullable String doubt) {
    return Doubts.judge(before.counters(), before.absentSince(), doubted, outcome, doubt);
  }

  /** Whether its polls depend on what its readings tell. */
  boolean isAdaptive() {
    return cadence == Cadence.ADAPTIVE && sampledFor == null;
  }

  /** The time of its latest snapshot. */
  public Instant readAt() {
    return latest.capturedAt();
  }

  /**
   * The snapshot of a round whose answer is believed.
   *
   * @param known the last known counters, with those that the answer confirms
   */
  public Snapshot believed(Latest known, Snapshot.Origin origin, Counters counters, Instant at) {
    return Snapshot.following(id, known, origin, round + 1, counters, at);
  }

  /** The snapshot of a round whose answer is doubtful; it follows a doubtful one before it. */
  public Snapshot doubtful(Snapshot.Origin origin, Counters counters, Instant at) {
    Instant after = doubted != null && doubted.at().isAfter(readAt()) ? doubted.at() : readAt();
    return Snapshot.following(id, latest, after, origin, round + 1, counters, at).doubted();
  }
}
