package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toSet;

import io.tidemark.jobs.JobSchedule;
import io.tidemark.postgres.Columns;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Revives tweets that stopped because a platform did not show them. If a delivery contains such a
 * tweet with counters ahead of the stored ones, the tweet exists and is polled again.
 */
public final class Revivals {

  private final JobSchedule dueTimes = new JobSchedule(Lots.TIMER);

  private static final String LOTS =
      """
      select distinct tracking.lot_id
      from twitter_tweets tweet
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      where tweet.zone_id = $1
        and tweet.tweet_id = any ($2::text[])
        and tracking.stop_reason in ('deleted', 'private')
      """;

  /**
   * Locks the lots of the tweets that may be revived, before the tweets are locked. All writers
   * lock in the order timers, lots, tweets.
   *
   * @return the lots, usually none
   */
  public Future<Set<Long>> lock(SqlConnection transaction, String zone, List<String> tweetIds) {
    return transaction
        .preparedQuery(LOTS)
        .execute(Tuple.of(zone, (Object) tweetIds.toArray(String[]::new)))
        .map(rows -> rows.stream().map(row -> row.getLong("lot_id")).collect(toSet()))
        .compose(
            lots ->
                lots.isEmpty()
                    ? Future.succeededFuture(lots)
                    : dueTimes
                        .lock(transaction, List.copyOf(lots))
                        .compose(locked -> Lots.lock(transaction, lots))
                        .map(lots));
  }

  private static final String STOPPED =
      """
      select tracking.tweet_db_id, tracking.lot_id, tweet.twitter_created_at, lot.arrived_at,
        zone.cadence
      from twitter_engagement_tracking tracking
      join twitter_tweets tweet on tweet.id = tracking.tweet_db_id
      join twitter_lots lot on lot.id = tracking.lot_id
      join zones zone on zone.id = lot.zone_id
      where tracking.tweet_db_id = any ($1::bigint[])
        and tracking.lot_id = any ($2::bigint[])
        and tracking.stop_reason in ('deleted', 'private')
        and ($3::timestamptz is null or tracking.stopped_at <= $3)
      order by tracking.tweet_db_id
      for update of tracking
      """;

  private static final String REVIVE =
      """
      update twitter_engagement_tracking
      set stop_reason = null,
          stopped_at = null,
          rounds_spared = 0,
          absent_since = null,
          moved_since_poll = true,
          next_update_at = revived.next_update_at
      from unnest($1::bigint[], $2::timestamptz[]) as revived (id, next_update_at)
      where twitter_engagement_tracking.tweet_db_id = revived.id
      """;

  /**
   * Schedules the next poll of stopped tweets that are not too old for one.
   *
   * @param tweets whose delivered counters were ahead of the stored ones
   * @param lots the lots that {@link #lock} returned
   * @param readAt the capture time of past counters, which do not revive tweets that stopped after
   *     it; null when the counters are current
   */
  public Future<Void> revive(
      SqlConnection transaction,
      List<Long> tweets,
      Set<Long> lots,
      @Nullable Instant readAt,
      Instant now) {
    if (lots.isEmpty() || tweets.isEmpty()) {
      return Future.succeededFuture();
    }
    return transaction
        .preparedQuery(STOPPED)
        .execute(
            Tuple.of(
                tweets.toArray(Long[]::new), lots.toArray(Long[]::new), Times.utcOrNull(readAt)))
        .map(rows -> rows.stream().flatMap(row -> revived(row, now).stream()).toList())
        .compose(
            revived -> revived.isEmpty() ? Future.succeededFuture() : revive(transaction, revived));
  }

  private record Revived(long tweet, long lot, Instant nextUpdateAt) {}

  private static Optional<Revived> revived(Row row, Instant now) {
    Cadence cadence = Cadence.valueOf(row.getString("cadence"));
    Instant createdAt = Times.instant(row, "twitter_created_at");
    return cadence.isOver(createdAt, now)
        ? Optional.empty()
        : cadence
            .next(Times.instant(row, "arrived_at"), createdAt, now)
            .map(at -> new Revived(row.getLong("tweet_db_id"), row.getLong("lot_id"), at));
  }

  private Future<Void> revive(SqlConnection transaction, List<Revived> revived) {
    List<Long> lots = revived.stream().map(Revived::lot).distinct().toList();
    return Columns.of(revived)
        .longs(Revived::tweet)
        .times(Revived::nextUpdateAt)
        .execute(transaction, REVIVE)
        .compose(done -> Lots.reopen(transaction, lots))
        .compose(reopened -> Tracking.nextOf(transaction, lots))
        .compose(due -> dueTimes.move(transaction, due));
  }
}
