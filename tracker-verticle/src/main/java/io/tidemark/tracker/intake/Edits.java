package io.tidemark.tracker.intake;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.tweets.Tweet;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Edited tweets: each version is a tweet of its own at the platform, with an id of its own. Of the
 * versions that a zone has only the newest is tracked; which follows which is kept in
 * twitter_edits, for they may arrive in any order.
 */
final class Edits {

  private Edits() {}

  private static final String REMEMBER =
      """
      insert into twitter_edits (zone_id, old_id, new_id)
      select $1, old_id, new_id
      from unnest($2::text[], $3::text[]) as edit (old_id, new_id)
      order by old_id, new_id
      on conflict do nothing
      """;

  private static final String IS_ANY_EDITED =
      """
      select exists (
        select from twitter_edits
        where zone_id = $1
          and (old_id = any ($2::text[]) or new_id = any ($2::text[])))
      """;

  // Of several newer versions any will do: it says that this one is not the post any more. The
  // limits keep the look-ups on the index of ids, whatever the planner takes the tables for.
  private static final String SUPERSEDE =
      """
      with edit as materialized (
        select old_id, new_id
        from twitter_edits
        where zone_id = $1
          and (old_id = any ($2::text[]) or new_id = any ($2::text[]))
      ), superseded as (
        select older.id, min(newer.id) as newer
        from edit
        cross join lateral (
          select id from twitter_tweets
          where zone_id = $1 and tweet_id = edit.old_id and superseded_by is null
          limit 1) older
        cross join lateral (
          select id from twitter_tweets
          where zone_id = $1 and tweet_id = edit.new_id
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
   * @param created ids of the tweets that the zone did not have
   */
  static Future<Void> apply(
      SqlConnection transaction,
      String zone,
      List<Tweet> tweets,
      Collection<String> created,
      Instant now) {
    List<String> older = new ArrayList<>();
    List<String> newer = new ArrayList<>();
    for (Tweet tweet : tweets) {
      List<String> versions = tweet.versions();
      for (int i = 0; i < versions.size(); i++) {
        for (int j = i + 1; j < versions.size(); j++) {
          older.add(versions.get(i));
          newer.add(versions.get(j));
        }
      }
    }
    if (older.isEmpty() && created.isEmpty()) {
      return Future.succeededFuture();
    }
    List<String> concerned = new ArrayList<>(created);
    concerned.addAll(older);
    String[] ids = concerned.toArray(String[]::new);
    Future<Boolean> isAnyEdited =
        older.isEmpty()
            ? transaction
                .preparedQuery(IS_ANY_EDITED)
                .execute(Tuple.of(zone, (Object) ids))
                .map(rows -> rows.iterator().next().getBoolean(0))
            : transaction
                .preparedQuery(REMEMBER)
                .execute(Tuple.of(zone, older.toArray(String[]::new), newer.toArray(String[]::new)))
                .map(true);
    return isAnyEdited.compose(
        edited ->
            edited
                ? transaction
                    .preparedQuery(SUPERSEDE)
                    .execute(Tuple.of(zone, ids, Times.utc(now)))
                    .mapEmpty()
                : Future.succeededFuture());
  }
}
