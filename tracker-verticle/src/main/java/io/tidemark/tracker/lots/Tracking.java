package io.tidemark.tracker.lots;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.cadence.StopReason;
import io.tidemark.tracker.cadence.Tier;
import io.tidemark.tracker.tweets.OutcomeJson;
import io.tidemark.tracker.tweets.OutcomeWord;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tracking state of each tweet: twitter_engagement_tracking. */
public final class Tracking {

  /**
   * A tweet whose tracking begins.
   *
   * @param tier cold when the tweet is not polled
   * @param firstUpdateAt null when the tweet is too old to be polled at all
   */
  public record Beginning(long id, Tier tier, @Nullable Instant firstUpdateAt) {}

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

    /** The progress that follows from a decision. */
    public static Progress of(
        long id,
        Decisions.Before before,
        Cadence cadence,
        Instant polledAt,
        String outcome,
        Decision decision) {
      return new Progress(
          id,
          switch (decision) {
            case Decision.Continue goOn -> Tier.of(before.createdAt(), polledAt);
            case Decision.Stop stop -> Tier.COLD;
          },
          polledAt,
          outcome,
          decision,
          switch (decision) {
            case Decision.Continue goOn -> 0;
            case Decision.Stop stop ->
                stop.reason() == StopReason.AGE_LIMIT
                    ? 0
                    : cadence.roundsAfter(before.arrivedAt(), before.createdAt(), polledAt);
          },
          null);
    }
  }

  private Tracking() {}

  private static final String BEGIN =
      """
      insert into twitter_engagement_tracking (
        lot_id, tweet_db_id, tier, next_update_at, stop_reason, stopped_at)
      select $1, id, case when next_update_at is null then 'cold' else tier end, next_update_at,
        case when next_update_at is null then 'age_limit' end,
        case when next_update_at is null then $5::timestamptz end
      from unnest($2::bigint[], $3::text[], $4::timestamptz[]) as t (id, tier, next_update_at)
      """;

  /** Creates the tracking rows of a new lot; tweets without a first poll are stopped at once. */
  public static Future<Void> begin(
      SqlConnection transaction, long lot, List<Beginning> tweets, Instant now) {
    return transaction
        .preparedQuery(BEGIN)
        .execute(
            Tuple.of(
                lot,
                tweets.stream().map(Beginning::id).toArray(Long[]::new),
                tweets.stream().map(tweet -> tweet.tier().word()).toArray(String[]::new),
                tweets.stream()
                    .map(tweet -> Times.utcOrNull(tweet.firstUpdateAt()))
                    .toArray(OffsetDateTime[]::new),
                Times.utc(now)))
        .mapEmpty();
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
    return transaction
        .preparedQuery(MOVED)
        .execute(Tuple.of(tweets.toArray(Long[]::new)))
        .mapEmpty();
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
          rounds_spared = progress.rounds_spared
      from unnest(
        $1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::timestamptz[],
        $7::timestamptz[], $8::text[], $9::int[], $10::text[])
        as progress (
          id, tier, polled_at, outcome, why, absent_since, next_update_at, stop_reason,
          rounds_spared, doubted)
      where twitter_engagement_tracking.tweet_db_id = progress.id
      """;

  /** Moves tweets on to their next round or stops them. */
  public static Future<Void> advance(SqlConnection transaction, List<Progress> progress) {
    if (progress.isEmpty()) {
      return Future.succeededFuture();
    }
    int size = progress.size();
    var why = new String[size];
    var absentSince = new OffsetDateTime[size];
    var nextUpdateAt = new OffsetDateTime[size];
    var stopReason = new String[size];
    for (int i = 0; i < size; i++) {
      switch (progress.get(i).decision()) {
        case Decision.Continue goOn -> {
          why[i] = goOn.why().word();
          absentSince[i] = Times.utcOrNull(goOn.absentSince());
          nextUpdateAt[i] = Times.utc(goOn.nextUpdateAt());
        }
        case Decision.Stop stop -> stopReason[i] = stop.reason().word();
      }
    }
    return transaction
        .preparedQuery(ADVANCE)
        .execute(
            Tuple.of(
                progress.stream().map(Progress::id).toArray(Long[]::new),
                progress.stream().map(step -> step.tier().word()).toArray(String[]::new),
                progress.stream()
                    .map(step -> Times.utc(step.polledAt()))
                    .toArray(OffsetDateTime[]::new),
                progress.stream().map(Progress::outcome).toArray(String[]::new),
                why,
                absentSince,
                nextUpdateAt,
                stopReason,
                progress.stream().map(Progress::roundsSpared).toArray(Integer[]::new),
                progress.stream().map(step -> write(step.doubted())).toArray(String[]::new)))
        .mapEmpty();
  }

  /** The column value that {@link #doubted} reads. */
  public static @Nullable String write(@Nullable Doubted doubted) {
    return doubted == null
        ? null
        : OutcomeJson.write(doubted.outcome()).put("at", doubted.at().toString()).encode();
  }

  /**
   * The previous answer, if it was not believed.
   *
   * @param row with the columns last_outcome and doubted; a process of an earlier version does not
   *     update the second
   */
  public static @Nullable Doubted doubted(Row row) {
    JsonObject doubted = row.getJsonObject("doubted");
    return doubted == null || !OutcomeWord.DOUBTFUL.equals(row.getString("last_outcome"))
        ? null
        : new Doubted(OutcomeJson.read(doubted), Instant.parse(doubted.getString("at")));
  }

  private static final String TRIGGERED =
      """
      update twitter_engagement_tracking
      set triggered_number = greatest(triggered_number, $2)
      where tweet_db_id = any ($1::bigint[])
      """;

  /** Records the triggered round of tweets that the transaction has locked. */
  static Future<Void> triggered(SqlConnection transaction, List<Long> tweets, int number) {
    return transaction
        .preparedQuery(TRIGGERED)
        .execute(Tuple.of(tweets.toArray(Long[]::new), number))
        .mapEmpty();
  }

  private static final String NEXT_OF_LOTS =
      """
      select tracking.lot_id,
        min(coalesce(
          held.until,
          case when tracking.next_update_at <= $6
            then greatest(tracking.next_update_at, waiting.until)
            else tracking.next_update_at
          end)) as next_update_at
      from twitter_engagement_tracking tracking
      left join unnest($2::bigint[], $3::timestamptz[]) as held (id, until)
        on held.id = tracking.tweet_db_id
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
   * @param held due tweets that have to wait, and until when
   * @param waiting lots whose call was not answered, and until when. Their other overdue tweets
   *     wait as well; otherwise a lot with more tweets than a pass takes would be due again at once
   * @return for each lot that still has active tweets, when the first of them is due
   */
  static Future<Map<Long, Instant>> nextOf(
      SqlConnection transaction,
      List<Long> lots,
      Map<Long, Instant> held,
      Map<Long, Instant> waiting,
      Instant now) {
    SequencedMap<Long, Instant> ordered = new TreeMap<>(held);
    SequencedMap<Long, Instant> resting = new TreeMap<>(waiting);
    return transaction
        .preparedQuery(NEXT_OF_LOTS)
        .execute(
            Tuple.of(
                lots.toArray(Long[]::new),
                ordered.keySet().toArray(Long[]::new),
                ordered.values().stream().map(Times::utc).toArray(OffsetDateTime[]::new),
                resting.keySet().toArray(Long[]::new),
                resting.values().stream().map(Times::utc).toArray(OffsetDateTime[]::new),
                Times.utc(now)))
        .map(
            rows -> {
              Map<Long, Instant> next = new HashMap<>();
              for (Row row : rows) {
                next.put(row.getLong("lot_id"), Times.instant(row, "next_update_at"));
              }
              return next;
            });
  }
}
