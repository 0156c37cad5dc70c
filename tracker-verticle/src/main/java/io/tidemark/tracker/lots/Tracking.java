package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toMap;

import io.tidemark.postgres.Columns;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.BeforePoll;
import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Decision.Continue;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.cadence.PollSchedule;
import io.tidemark.tracker.cadence.StopReason;
import io.tidemark.tracker.cadence.Tier;
import io.tidemark.tracker.tweets.OutcomeWord;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tracking state of each tweet: twitter_engagement_tracking. */
public final class Tracking {

  /**
   * A tweet whose tracking begins.
   *
   * @param id the row of the tweet
   * @param arrivedAt when its lot arrived
   * @param tier cold when the tweet is not polled
   * @param firstUpdateAt null when the tweet is never polled
   * @param stop why it is never polled; null when it is
   * @param sampledUntil the horizon of a tweet of the sample; null for others
   */
  public record Beginning(
      long id,
      String zone,
      long lot,
      Instant arrivedAt,
      Tier tier,
      @Nullable Instant firstUpdateAt,
      Decision.@Nullable Stop stop,
      @Nullable Instant sampledUntil) {

    private @Nullable String stopReason() {
      return stop == null ? null : stop.word();
    }

    private @Nullable Double expectedGrowth() {
      return stop == null ? null : stop.expectedGrowth();
    }
  }

  /**
   * A tweet after its poll.
   *
   * @param outcome the word of the column last_outcome
   * @param roundsSpared polls that a stopping tweet would still have had
   * @param doubted the answer, if it was not believed; else null
   */
  public record Progress(
      long id,
      Tier tier,
      Instant polledAt,
      String outcome,
      Decision decision,
      int roundsSpared,
      @Nullable Doubted doubted) {

    /** The same progress, with an answer that was not believed. */
    public Progress doubting(Doubted answer) {
      return new Progress(id, tier, polledAt, OutcomeWord.DOUBTFUL, decision, roundsSpared, answer);
    }

    /** The engagement that a tweet which stops is expected to gain; null unless that decided. */
    @Nullable Double expectedGrowth() {
      return decision instanceof Decision.Stop stop ? stop.expectedGrowth() : null;
    }

    /** The next round; empty when the tweet stops. */
    Optional<Continue> continues() {
      return decision instanceof Continue next ? Optional.of(next) : Optional.empty();
    }

    /** The progress that follows from a decision. */
    public static Progress of(
        LockedTweet tweet,
        Instant polledAt,
        String outcome,
        Decision decision,
        PollSchedule schedule) {
      BeforePoll before = tweet.before();
      return switch (decision) {
        case Continue next ->
            new Progress(
                tweet.id(),
                Tier.of(before.createdAt(), polledAt),
                polledAt,
                outcome,
                decision,
                0,
                null);
        case Decision.Stop stop ->
            new Progress(
                tweet.id(),
                Tier.COLD,
                polledAt,
                outcome,
                decision,
                stop.reason() == StopReason.AGE_LIMIT ? 0 : schedule.roundsAfter(before, polledAt),
                null);
      };
    }
  }

  private Tracking() {}

  private static final String BEGIN =
      """
      insert into twitter_engagement_tracking (
        lot_id, tweet_db_id, tier, next_update_at, stop_reason, stopped_at, expected_growth)
      select lot, id, case when next_update_at is null then 'cold' else tier end, next_update_at,
        stop_reason, case when next_update_at is null then arrived_at end, expected_growth
      from unnest(
        $1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[], $5::text[], $6::float8[],
        $7::timestamptz[])
        as t (lot, id, tier, next_update_at, stop_reason, expected_growth, arrived_at)
      """;

  /** Creates the tracking rows of new lots; tweets without a first poll are stopped at once. */
  public static Future<Void> begin(SqlConnection transaction, List<Beginning> tweets) {
    return Columns.of(tweets)
        .longs(Beginning::lot)
        .longs(Beginning::id)
        .texts(tweet -> tweet.tier().word())
        .times(Beginning::firstUpdateAt)
        .texts(Beginning::stopReason)
        .doubles(Beginning::expectedGrowth)
        .times(Beginning::arrivedAt)
        .execute(transaction, BEGIN);
  }

  private static final String SAMPLE =
      """
      insert into sampled_tweets (tweet_db_id, zone_id, ends_at)
      select id, zone_id, ends_at
      from unnest($1::bigint[], $2::text[], $3::timestamptz[]) as sampled (id, zone_id, ends_at)
      """;

  /** Adds those of the tweets that were chosen for it to the sample of their zone. */
  public static Future<Void> sample(SqlConnection transaction, List<Beginning> tweets) {
    return Columns.of(tweets.stream().filter(tweet -> tweet.sampledUntil() != null).toList())
        .longs(Beginning::id)
        .texts(Beginning::zone)
        .times(Beginning::sampledUntil)
        .execute(transaction, SAMPLE);
  }

  // Locks in the order of the ids, as all writers do.
  private static final String MOVED =
      """
      with moved as materialized (
        select tweet_db_id
        from twitter_engagement_tracking
        where tweet_db_id = any ($1::bigint[])
          and stop_reason is null
        order by tweet_db_id
        for update)
      update twitter_engagement_tracking
      set moved_since_poll = true,
          absent_since = null,
          doubted = null
      from moved
      where twitter_engagement_tracking.tweet_db_id = moved.tweet_db_id
      """;

  /** Records that snapshots between two polls showed movement. */
  public static Future<Void> moved(SqlConnection transaction, List<Long> tweets) {
    return Columns.of(tweets).longs(tweet -> tweet).execute(transaction, MOVED);
  }

  private static final String ADVANCE =
      """
      update twitter_engagement_tracking
      set update_count = update_count + 1,
          tier = progress.tier,
          last_updated_at = progress.polled_at,
          last_outcome = progress.outcome,
          last_decision = progress.why,
          -- What is not believed decides nothing, so what spoke for the tweet still does.
          moved_since_poll = moved_since_poll and progress.doubted is not null,
          doubted = progress.doubted::jsonb,
          absent_since = progress.absent_since,
          next_update_at = progress.next_update_at,
          stop_reason = progress.stop_reason,
          stopped_at = case when progress.stop_reason is not null then progress.polled_at end,
          rounds_spared = progress.rounds_spared,
          expected_growth = progress.expected_growth,
          poll_worth = progress.poll_worth
      from unnest(
        $1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::timestamptz[],
        $7::timestamptz[], $8::text[], $9::int[], $10::text[], $11::float8[],
        $12::float8[]%s)
        as progress (
          id, tier, polled_at, outcome, why, absent_since, next_update_at, stop_reason,
          rounds_spared, doubted, expected_growth, poll_worth%s)
      where twitter_engagement_tracking.%s
      """;

  private static final String ADVANCE_BY_ID =
      ADVANCE.formatted("", "", "tweet_db_id = progress.id");

  private static final String ADVANCE_AT =
      ADVANCE.formatted(", $13::text[]", ", place", "ctid = progress.place::tid");

  /** Moves tweets on to their next round or stops them. */
  public static Future<Void> advance(SqlConnection transaction, List<Progress> progress) {
    return columns(progress).execute(transaction, ADVANCE_BY_ID);
  }

  /**
   * As {@link #advance}, by the places of the rows ({@code ctid}), which the transaction has locked
   * and not updated.
   */
  static Future<Void> advanceAt(
      SqlConnection transaction, List<Progress> progress, Map<Long, RowPlaces> places) {
    return columns(progress)
        .texts(tweet -> places.get(tweet.id()).tracking())
        .executeOnAll(transaction, ADVANCE_AT);
  }

  private static Columns<Progress> columns(List<Progress> progress) {
    return Columns.of(progress)
        .longs(Progress::id)
        .texts(tweet -> tweet.tier().word())
        .times(Progress::polledAt)
        .texts(Progress::outcome)
        .texts(tweet -> tweet.continues().map(next -> next.why().word()).orElse(null))
        .times(tweet -> tweet.continues().map(Continue::absentSince).orElse(null))
        .times(tweet -> tweet.continues().map(Continue::nextUpdateAt).orElse(null))
        .texts(tweet -> tweet.continues().isPresent() ? null : tweet.decision().word())
        .ints(Progress::roundsSpared)
        .texts(tweet -> LockedTweet.write(tweet.doubted()))
        .doubles(Progress::expectedGrowth)
        .doubles(tweet -> tweet.continues().map(Continue::worth).orElse(null));
  }

  private static final String TRIGGERED =
      """
      update twitter_engagement_tracking
      set triggered_number = greatest(triggered_number, $2)
      where tweet_db_id = any ($1::bigint[])
      """;

  /** Records the triggered round of tweets that the transaction has locked. */
  static Future<Void> triggered(SqlConnection transaction, List<Progress> tweets, int number) {
    return Columns.of(tweets).longs(Progress::id).value(number).execute(transaction, TRIGGERED);
  }

  private static final String NEXT_OF_LOTS =
      """
      select tracking.lot_id,
        min(coalesce(
          postponed.until,
          case when tracking.next_update_at <= $6
            then greatest(tracking.next_update_at, waiting.until)
            else tracking.next_update_at
          end)) as next_update_at
      from twitter_engagement_tracking tracking
      left join unnest($2::bigint[], $3::timestamptz[]) as postponed (id, until)
        on postponed.id = tracking.tweet_db_id
      left join unnest($4::bigint[], $5::timestamptz[]) as waiting (lot, until)
        on waiting.lot = tracking.lot_id
      where tracking.lot_id = any ($1::bigint[])
        and tracking.stop_reason is null
      group by tracking.lot_id
      """;

  /**
   * @return for each lot that still has active tweets, when the first of them is due
   */
  public static Future<Map<Long, Instant>> nextOf(SqlConnection transaction, List<Long> lots) {
    return nextOf(transaction, lots, Map.of(), Map.of(), Instant.EPOCH);
  }

  /**
   * @param postponed due tweets that have to wait, and until when
   * @param waiting lots whose call was not answered, and until when. Their other overdue tweets
   *     wait as well; otherwise a lot with more tweets than a pass takes would be due again at once
   * @return for each lot that still has active tweets, when the first of them is due
   */
  static Future<Map<Long, Instant>> nextOf(
      SqlConnection transaction,
      List<Long> lots,
      Map<Long, Instant> postponed,
      Map<Long, Instant> waiting,
      Instant now) {
    return transaction
        .preparedQuery(NEXT_OF_LOTS)
        .execute(
            Columns.of(postponed.entrySet())
                .value(lots.toArray(Long[]::new))
                .longs(Map.Entry::getKey)
                .times(Map.Entry::getValue)
                .and(waiting.entrySet())
                .longs(Map.Entry::getKey)
                .times(Map.Entry::getValue)
                .value(now)
                .tuple())
        .map(
            rows ->
                rows.stream()
                    .collect(
                        toMap(
                            row -> row.getLong("lot_id"),
                            row -> Times.instant(row, "next_update_at"))));
  }
}
