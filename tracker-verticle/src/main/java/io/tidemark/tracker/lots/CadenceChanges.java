package io.tidemark.tracker.lots;

import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.JobSchedule;
import io.tidemark.postgres.Columns;
import io.tidemark.tracker.cadence.AdaptiveSchedule;
import io.tidemark.tracker.cadence.PollSchedule;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recomputes the due times of a zone's tweets after its cadence was changed.
 *
 * <p>A transaction that read the old cadence may still be writing. A zone is therefore processed at
 * once, and again until a minute has passed since the change, which is twice the longest duration
 * of a transaction. Processing a zone again is idempotent.
 */
public final class CadenceChanges {

  private static final Logger log = LoggerFactory.getLogger(CadenceChanges.class);

  /**
   * Tweets of a transaction, unless a single lot has more: their snapshots are read into memory.
   */
  private static final long MOST_TWEETS = 1_000;

  private record Changed(String zone, String cadence, OffsetDateTime at, boolean settled) {}

  private record Scheduled(long id, Instant nextUpdateAt) {}

  private final Pool pool;
  private final WorldClock clock;
  private final int lotsAtOnce;
  private final JobSchedule dueTimes = new JobSchedule(Lots.TIMER);
  private final Schedules schedules = new Schedules();

  /**
   * @param lotsAtOnce lots written in one transaction
   */
  public CadenceChanges(Pool pool, WorldClock clock, int lotsAtOnce) {
    this.pool = pool;
    this.clock = clock;
    this.lotsAtOnce = lotsAtOnce;
  }

  private static final String CHANGED =
      """
      select id, cadence, cadence_changed_at,
        cadence_changed_at < clock_timestamp() - interval '1 minute' as settled
      from zones
      where cadence_changed_at is not null
      order by id
      """;

  /**
   * Applies all changes. Runs on a virtual thread; several processes may run it at once.
   *
   * @return how many tweets were examined
   */
  public int applyAll() {
    int tweets = 0;
    for (Row row : pool.query(CHANGED).execute().await()) {
      var changed =
          new Changed(
              row.getString("id"),
              row.getString("cadence"),
              row.getOffsetDateTime("cadence_changed_at"),
              row.getBoolean("settled"));
      try {
        int moved = apply(changed);
        tweets += moved;
        log.atInfo()
            .addKeyValue("zone", changed.zone())
            .addKeyValue("cadence", changed.cadence())
            .addKeyValue("tweets", moved)
            .log("Due times recomputed for a changed cadence");
      } catch (Exception problem) { // an await throws checked exceptions as well
        log.atWarn()
            .addKeyValue("zone", changed.zone())
            .setCause(problem)
            .log("Due times could not be recomputed for a changed cadence; this is tried again");
      }
    }
    return tweets;
  }

  private static final String WAITING_LOTS =
      """
      select id
      from (
        select id, sum(tweets) over (order by id) - tweets as tweets_before
        from (
          select id, tweets
          from twitter_lots
          where zone_id = $1
            and finished_at is null
            and id > $2
          order by id
          limit $3) next) lot
      where tweets_before < $4
      order by id
      """;

  private static final String SETTLED =
      """
      update zones
      set cadence_changed_at = null
      where id = $1
        and cadence_changed_at = $2
      """;

  private int apply(Changed changed) {
    int tweets = 0;
    List<Long> lots = waiting(changed.zone(), 0);
    while (!lots.isEmpty()) {
      List<Long> chunk = lots;
      tweets += pool.withTransaction(transaction -> reschedule(transaction, chunk)).await();
      lots = waiting(changed.zone(), lots.getLast());
    }
    if (changed.settled()) {
      pool.preparedQuery(SETTLED).execute(Tuple.of(changed.zone(), changed.at())).await();
    }
    return tweets;
  }

  private List<Long> waiting(String zone, long after) {
    return pool
        .preparedQuery(WAITING_LOTS)
        .execute(Tuple.of(zone, after, lotsAtOnce, MOST_TWEETS))
        .await()
        .stream()
        .map(row -> row.getLong("id"))
        .toList();
  }

  private static final String ACTIVE =
      """
      select %s
      from twitter_engagement_tracking tracking
      join twitter_lots lot on lot.id = tracking.lot_id
      join twitter_tweets tweet on tweet.id = tracking.tweet_db_id
      join zones zone on zone.id = lot.zone_id
      where tracking.lot_id = any ($1::bigint[])
        and tracking.stop_reason is null
      order by tracking.tweet_db_id
      for update of tracking
      """
          .formatted(LockedTweet.COLUMNS);

  private static final String RESCHEDULE =
      """
      update twitter_engagement_tracking
      set next_update_at = scheduled.next_update_at
      from unnest($1::bigint[], $2::timestamptz[]) as scheduled (id, next_update_at)
      where twitter_engagement_tracking.tweet_db_id = scheduled.id
      """;

  private Future<Integer> reschedule(SqlConnection transaction, List<Long> lots) {
    Instant now = clock.instant();
    return dueTimes
        .lock(transaction, lots)
        .compose(
            locked ->
                transaction.preparedQuery(ACTIVE).execute(Tuple.of(lots.toArray(Long[]::new))))
        .map(rows -> rows.stream().map(row -> LockedTweet.of(row, now)).toList())
        .compose(
            tweets ->
                schedules
                    .of(transaction, tweets, Map.of())
                    .map(
                        found ->
                            tweets.stream()
                                .map(tweet -> scheduled(tweet, found.get(tweet.id()), now))
                                .toList()))
        .compose(
            scheduled -> {
              return Columns.of(scheduled)
                  .longs(Scheduled::id)
                  .times(Scheduled::nextUpdateAt)
                  .execute(transaction, RESCHEDULE)
                  .compose(done -> Tracking.nextOf(transaction, lots))
                  .compose(next -> dueTimes.move(transaction, next))
                  .map(scheduled.size());
            });
  }

  /**
   * A tweet that has no further poll under the new cadence is polled once more, which stops it:
   * now, or when that was planned if no poll is worth its price, so that the change itself costs
   * none.
   */
  private static Scheduled scheduled(LockedTweet tweet, PollSchedule schedule, Instant now) {
    Instant polledAt = tweet.polledAt();
    Instant next =
        schedule
            .next(tweet.before(), polledAt == null ? tweet.before().arrivedAt() : polledAt)
            .orElseGet(
                () ->
                    schedule instanceof AdaptiveSchedule && !schedule.isOver(tweet.before(), now)
                        ? tweet.before().roundAt()
                        : now);
    return new Scheduled(tweet.id(), next.isBefore(now) ? now : next);
  }
}
