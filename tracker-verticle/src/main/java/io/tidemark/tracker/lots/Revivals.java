package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toSet;

import io.tidemark.jobs.JobSchedule;
import io.tidemark.postgres.Columns;
import io.tidemark.tracker.cadence.AdaptiveSchedule;
import io.tidemark.tracker.cadence.PollSchedule;
import io.tidemark.tracker.cadence.StopReason;
import io.tidemark.tracker.tweets.Tweet.Reference;
import io.tidemark.tracker.tweets.ZoneTweet;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows a tweet again, or sooner, because a delivery says something new of it.
 *
 * <ul>
 *   <li>A tweet that stopped because a platform did not show it is polled again when a delivery has
 *       it with counters ahead of the stored ones: it exists.
 *   <li>A tweet of the adaptive cadence is polled again, or at another time, when such counters, or
 *       tweets that reply to it or quote it, make a poll worth its price.
 * </ul>
 */
public final class Revivals {

  private final JobSchedule dueTimes = new JobSchedule(Lots.TIMER);
  private final Schedules schedules = new Schedules();

  // A tweet that was edited goes on as its newer version. What a rule of the clock stopped may be
  // worth a poll once its zone has become adaptive.
  private static final String MAY_FOLLOW =
      """
      (tracking.stop_reason in ('deleted', 'private')
        or (zone.cadence = 'ADAPTIVE' and tracking.stop_reason is distinct from 'superseded'))
      """;

  private static final String LOTS =
      """
      select distinct tracking.lot_id
      from unnest($1::text[], $2::text[]) as heard (zone_id, tweet_id)
      join twitter_tweets tweet
        on tweet.zone_id = heard.zone_id and tweet.tweet_id = heard.tweet_id
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      join zones zone on zone.id = tweet.zone_id
      where %s
      """
          .formatted(MAY_FOLLOW);

  /**
   * Locks the lots of the tweets that may be polled at another time, before the tweets are locked.
   * All writers lock in the order timers, lots, tweets.
   *
   * @return the lots, usually none
   */
  public Future<Set<Long>> lock(SqlConnection transaction, Set<ZoneTweet> tweets) {
    if (tweets.isEmpty()) {
      return Future.succeededFuture(Set.of());
    }
    return transaction
        .preparedQuery(LOTS)
        .execute(keys(tweets).tuple())
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

  private static Columns<ZoneTweet> keys(Set<ZoneTweet> tweets) {
    return Columns.of(tweets).texts(ZoneTweet::zone).texts(ZoneTweet::tweetId);
  }

  private static final String CONSIDERED =
      """
      select tracking.lot_id, tweet.tweet_id, %s
      from unnest($1::text[], $2::text[]) as heard (zone_id, tweet_id)
      join twitter_tweets tweet
        on tweet.zone_id = heard.zone_id and tweet.tweet_id = heard.tweet_id
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      join twitter_lots lot on lot.id = tracking.lot_id
      join zones zone on zone.id = lot.zone_id
      where tracking.lot_id = any ($3::bigint[])
        and %s
        and (tracking.stop_reason is null
          or ($4::timestamptz is null or tracking.stopped_at <= $4))
      order by tracking.tweet_db_id
      for update of tracking
      """
          .formatted(LockedTweet.COLUMNS, MAY_FOLLOW);

  private record Considered(LockedTweet tweet, ZoneTweet key, long lot) {

    static Considered of(Row row, Instant now) {
      return new Considered(
          LockedTweet.of(row, now),
          new ZoneTweet(row.getString("zone_id"), row.getString("tweet_id")),
          row.getLong("lot_id"));
    }
  }

  private record Follow(Considered of, Instant nextUpdateAt, String why, boolean read) {}

  /**
   * What deliveries say of tweets that their zones had before.
   *
   * @param risen those that came with counters ahead of the stored ones, whose snapshots are
   *     written
   * @param read those of the risen whose snapshots tell the engagement
   * @param references for others how many new tweets reply to them or quote them
   * @param readAt the capture time of past counters, which do not revive tweets that stopped after
   *     it; null when the counters are current
   */
  public record Heard(
      Set<ZoneTweet> risen,
      Set<ZoneTweet> read,
      Map<ZoneTweet, Map<Reference.Kind, Long>> references,
      @Nullable Instant readAt) {

    /** The tweets of which something is said. */
    public Set<ZoneTweet> all() {
      Set<ZoneTweet> all = new HashSet<>(risen);
      all.addAll(references.keySet());
      return all;
    }
  }

  /**
   * Schedules the polls of the tweets anew.
   *
   * @param lots the lots that {@link #lock} returned, and those that the transaction began
   */
  public Future<Void> follow(
      SqlConnection transaction, Heard heard, Collection<Long> lots, Instant now) {
    Set<ZoneTweet> tweets = heard.all();
    if (lots.isEmpty() || tweets.isEmpty()) {
      return Future.succeededFuture();
    }
    return transaction
        .preparedQuery(CONSIDERED)
        .execute(keys(tweets).value(lots.toArray(Long[]::new)).value(heard.readAt()).tuple())
        .map(rows -> rows.stream().map(row -> Considered.of(row, now)).toList())
        .compose(
            considered ->
                schedules
                    .of(transaction, considered.stream().map(Considered::tweet).toList(), Map.of())
                    .map(
                        found ->
                            considered.stream()
                                .flatMap(
                                    tweet ->
                                        follow(tweet, found.get(tweet.tweet().id()), heard, now)
                                            .stream())
                                .toList()))
        .compose(
            follows -> follows.isEmpty() ? Future.succeededFuture() : follow(transaction, follows));
  }

  private static Optional<Follow> follow(
      Considered considered, PollSchedule schedule, Heard heard, Instant now) {
    LockedTweet tweet = considered.tweet();
    StopReason stopped = tweet.stopped();
    if (schedule.isOver(tweet.before(), now)) {
      return Optional.empty();
    }
    boolean hidden = stopped == StopReason.DELETED || stopped == StopReason.PRIVATE;
    if (heard.risen().contains(considered.key())) {
      return hidden
              || (schedule instanceof AdaptiveSchedule && heard.read().contains(considered.key()))
          ? (hidden ? schedule.again(tweet.before(), now) : schedule.next(tweet.before(), now))
              .map(next -> new Follow(considered, next, "delivered_again", true))
          : Optional.empty();
    }
    if (!(schedule instanceof AdaptiveSchedule adaptive) || hidden) {
      return Optional.empty();
    }
    Map<Reference.Kind, Long> references = heard.references().get(considered.key());
    long grown = references.values().stream().mapToLong(Long::longValue).sum();
    // What is heard may bring a poll forward; only what is read puts it off.
    return adaptive
        .grown(tweet.before(), grown, now)
        .filter(next -> stopped != null || next.isBefore(tweet.before().roundAt()))
        .map(
            next ->
                new Follow(
                    considered,
                    next,
                    references.containsKey(Reference.Kind.QUOTE) ? "quoted" : "replied_to",
                    false));
  }

  private static final String NOT_WAITING =
      """
      select id
      from twitter_lots
      where id = any ($1::bigint[])
        and (waiting_reason is null
          or not exists (select from timers where kind = 'lot' and subject = twitter_lots.id))
      """;

  /** The lots whose other tweets do not wait for a budget or a platform. */
  private static Future<List<Long>> notWaiting(SqlConnection transaction, List<Long> lots) {
    return transaction
        .preparedQuery(NOT_WAITING)
        .execute(Tuple.of((Object) lots.toArray(Long[]::new)))
        .map(rows -> rows.stream().map(row -> row.getLong("id")).toList());
  }

  private static final String FOLLOW =
      """
      update twitter_engagement_tracking
      set revived_by = case when stop_reason is null then revived_by else follow.why end,
          stop_reason = null,
          stopped_at = null,
          rounds_spared = 0,
          expected_growth = null,
          absent_since = case when follow.read then null else absent_since end,
          moved_since_poll = moved_since_poll or follow.read,
          next_update_at = follow.next_update_at
      from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::boolean[])
        as follow (id, next_update_at, why, read)
      where twitter_engagement_tracking.tweet_db_id = follow.id
      """;

  private Future<Void> follow(SqlConnection transaction, List<Follow> follows) {
    List<Long> lots = follows.stream().map(follow -> follow.of().lot()).distinct().toList();
    return Columns.of(follows)
        .longs(follow -> follow.of().tweet().id())
        .times(Follow::nextUpdateAt)
        .texts(Follow::why)
        .booleans(Follow::read)
        .execute(transaction, FOLLOW)
        .compose(done -> Lots.reopen(transaction, lots))
        .compose(reopened -> notWaiting(transaction, lots))
        .compose(free -> Tracking.nextOf(transaction, free))
        .compose(due -> dueTimes.move(transaction, due));
  }
}
