package io.tidemark.tracker.lots;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.cadence.StopReason;
import io.tidemark.tracker.cadence.Tier;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far the tracking of each tweet has come: twitter_engagement_tracking. */
public final class Tracking {

  /**
   * A tweet whose tracking begins.
   *
   * @param tier of one that is polled; one that is not is cold
   * @param firstUpdateAt null when it is too old to be polled at all
   */
  public record Beginning(long id, Tier tier, @Nullable Instant firstUpdateAt) {}

  /**
   * A tweet after its poll.
   *
   * @param outcome the word of the column last_outcome
   * @param roundsSpared polls that a tweet which stops would still have had
   */
  public record Progress(
      long id, Tier tier, Instant polledAt, String outcome, Decision decision, int roundsSpared) {

    /** What follows from the decision on a tweet. */
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
          });
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

  /** Creates the tracking rows of a new lot; tweets without a first poll are stopped already. */
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

  private static final String MOVED =
      """
      update twitter_engagement_tracking
      set moved_since_poll = true,
          absent_since = null
      where tweet_db_id = any ($1::bigint[])
        and stop_reason is null
      """;

  /** Notes that readings between two polls showed movement. */
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
          moved_since_poll = false,
          absent_since = progress.absent_since,
          next_update_at = progress.next_update_at,
          stop_reason = progress.stop_reason,
          stopped_at = case when progress.stop_reason is not null then progress.polled_at end,
          rounds_spared = progress.rounds_spared
      from unnest(
        $1::bigint[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::timestamptz[],
        $7::timestamptz[], $8::text[], $9::int[])
        as progress (
          id, tier, polled_at, outcome, why, absent_since, next_update_at, stop_reason,
          rounds_spared)
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
                progress.stream().map(Progress::roundsSpared).toArray(Integer[]::new)))
        .mapEmpty();
  }

  private static final String NEXT_OF_LOTS =
      """
      select lot_id, min(next_update_at) as next_update_at
      from twitter_engagement_tracking
      where lot_id = any ($1::bigint[])
        and stop_reason is null
      group by lot_id
      """;

  /**
   * @return for each lot that still has active tweets, when the first of them is due
   */
  public static Future<Map<Long, Instant>> nextOf(SqlConnection transaction, List<Long> lots) {
    return transaction
        .preparedQuery(NEXT_OF_LOTS)
        .execute(Tuple.of(lots.toArray(Long[]::new)))
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
