package io.tidemark.tracker.tweets;

import static java.util.stream.Collectors.toSet;

import io.tidemark.postgres.Columns;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Edited tweets. At the platform each version is a separate tweet with its own id. Of the versions
 * that a zone has, only the newest is tracked. twitter_edits stores which version follows which, as
 * they may arrive in any order.
 */
public final class Edits {

  private static final Logger log = LoggerFactory.getLogger(Edits.class);

  private Edits() {}

  private static final String REMEMBER =
      """
      insert into twitter_edits (zone_id, old_id, new_id)
      select zone_id, old_id, new_id
      from unnest($1::text[], $2::text[], $3::text[]) as edit (zone_id, old_id, new_id)
      order by zone_id, old_id, new_id
      on conflict do nothing
      """;

  private record ZonePair(String zone, Pair pair) {

    static List<ZonePair> of(Collection<ArrivedTweet> tweets) {
      return tweets.stream()
          .flatMap(
              arrived ->
                  Pair.of(List.of(arrived.tweet().versions())).stream()
                      .map(pair -> new ZonePair(arrived.zone(), pair)))
          .toList();
    }
  }

  /**
   * The older versions that deliveries name. They are locked together with the tweets that arrive
   * again, in one statement and in the order of their rows, as all writers lock tweets.
   */
  public static Set<ZoneTweet> olderThan(Collection<ArrivedTweet> tweets) {
    return ZonePair.of(tweets).stream()
        .map(edit -> new ZoneTweet(edit.zone(), edit.pair().older()))
        .collect(toSet());
  }

  private static List<String> older(List<Pair> pairs) {
    return pairs.stream().map(Pair::older).distinct().toList();
  }

  private static final String IS_ANY_EDITED =
      """
      select exists (
        select from twitter_edits
        where zone_id = any ($1::text[])
          and (old_id = any ($2::text[]) or new_id = any ($2::text[])))
      """;

  // Any newer version suffices to supersede a tweet. The limits make the planner use the index of
  // ids, whatever its statistics.
  private static final String SUPERSEDE =
      """
      with edit as materialized (
        select zone_id, old_id, new_id
        from twitter_edits
        where zone_id = any ($1::text[])
          and (old_id = any ($2::text[]) or new_id = any ($2::text[]))
      ), superseded as (
        select older.id, min(newer.id) as newer
        from edit
        cross join lateral (
          select id from twitter_tweets
          where zone_id = edit.zone_id and tweet_id = edit.old_id and superseded_by is null
          limit 1) older
        cross join lateral (
          select id from twitter_tweets
          where zone_id = edit.zone_id and tweet_id = edit.new_id
          limit 1) newer
        group by older.id
      ), locked as (
        select older.id, superseded.newer
        from superseded
        join twitter_tweets older on older.id = superseded.id
        order by older.id
        for update of older
      ), marked as (
        update twitter_tweets tweet
        set superseded_by = locked.newer
        from locked
        where tweet.id = locked.id
        returning tweet.id
      )
      update twitter_engagement_tracking tracking
      set stop_reason = 'superseded',
          stopped_at = $3,
          next_update_at = null,
          absent_since = null
      from marked
      where tracking.tweet_db_id = marked.id
      """;

  /**
   * Stops the older versions of edited tweets, once the tracking of the tweets has begun.
   *
   * @param tweets all that arrived
   * @param created those of them that their zones did not have
   */
  public static Future<Void> apply(
      SqlConnection transaction,
      Collection<ArrivedTweet> tweets,
      Set<ZoneTweet> created,
      Instant now) {
    List<ZonePair> edits = ZonePair.of(tweets);
    if (edits.isEmpty() && created.isEmpty()) {
      return Future.succeededFuture();
    }
    Set<ZoneTweet> concerned = new HashSet<>(created);
    edits.forEach(edit -> concerned.add(new ZoneTweet(edit.zone(), edit.pair().older())));
    List<String> zones = concerned.stream().map(ZoneTweet::zone).distinct().toList();
    List<String> ids = concerned.stream().map(ZoneTweet::tweetId).distinct().toList();
    Future<Boolean> isAnyEdited =
        edits.isEmpty()
            ? transaction
                .preparedQuery(IS_ANY_EDITED)
                .execute(
                    Tuple.of(zones.toArray(String[]::new), (Object) ids.toArray(String[]::new)))
                .map(rows -> rows.iterator().next().getBoolean(0))
            : Columns.of(edits)
                .texts(ZonePair::zone)
                .texts(edit -> edit.pair().older())
                .texts(edit -> edit.pair().newer())
                .execute(transaction, REMEMBER)
                .map(true);
    return isAnyEdited.compose(
        edited -> edited ? supersede(transaction, zones, ids, now) : Future.succeededFuture());
  }

  private static Future<Void> supersede(
      SqlClient client, List<String> zones, List<String> concerned, Instant now) {
    return Columns.of(zones)
        .texts(zone -> zone)
        .value(concerned.toArray(String[]::new))
        .value(now)
        .execute(client, SUPERSEDE);
  }

  private static final String REMEMBER_EVERYWHERE =
      """
      insert into twitter_edits (zone_id, old_id, new_id)
      select distinct tweet.zone_id, edit.old_id, edit.new_id
      from unnest($1::text[], $2::text[]) as edit (old_id, new_id)
      join twitter_tweets tweet on tweet.tweet_id = any (array[edit.old_id, edit.new_id])
      order by tweet.zone_id, edit.old_id, edit.new_id
      on conflict do nothing
      """;

  private static final String ZONES =
      """
      select distinct zone_id
      from twitter_tweets
      where tweet_id = any ($1::text[])
      """;

  /**
   * Stops the older versions of tweets whose edits an answer reported, in every zone that has them.
   * Does so even for known edits: a version may have been arriving when the edit was first
   * reported.
   *
   * <p>Runs in two transactions of its own and never inside another. A delivery locks tweets and
   * then rows of twitter_edits, so this must not hold a row of twitter_edits while it waits for a
   * tweet.
   *
   * @param versions the ids of all versions of each edited tweet, oldest first
   * @return never fails; a failure is logged, and the next answer reports the edit again
   */
  public static Future<Void> applyEverywhere(
      Pool pool, Collection<List<String>> versions, Instant now) {
    List<Pair> pairs = Pair.of(Set.copyOf(versions));
    if (pairs.isEmpty()) {
      return Future.succeededFuture();
    }
    List<String> older = older(pairs);
    return Columns.of(pairs)
        .texts(Pair::older)
        .texts(Pair::newer)
        .execute(pool, REMEMBER_EVERYWHERE)
        .compose(
            remembered ->
                pool.preparedQuery(ZONES).execute(Tuple.of((Object) older.toArray(String[]::new))))
        .map(rows -> rows.stream().map(row -> row.getString("zone_id")).toList())
        .compose(zones -> supersede(pool, zones, older, now))
        .recover(
            problem -> {
              log.atWarn()
                  .addKeyValue("versions", versions.stream().limit(10).toList())
                  .addKeyValue("problem", problem.getMessage())
                  .log("Edits could not be applied; the next answer reports them again");
              return Future.succeededFuture();
            });
  }

  /** An older and a newer version of the same post. */
  private record Pair(String older, String newer) {

    static List<Pair> of(Collection<List<String>> posts) {
      List<Pair> pairs = new ArrayList<>();
      for (List<String> versions : posts) {
        for (int i = 0; i < versions.size(); i++) {
          for (int j = i + 1; j < versions.size(); j++) {
            pairs.add(new Pair(versions.get(i), versions.get(j)));
          }
        }
      }
      return pairs;
    }
  }
}
