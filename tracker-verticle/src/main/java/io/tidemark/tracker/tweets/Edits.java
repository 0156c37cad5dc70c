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

  // Of several newer versions any will do: it says that this one is not the post any more.
  private static final String SUPERSEDE =
      """
      with superseded as (
        select older.id, min(newer.id) as newer
        from twitter_edits edit
        join twitter_tweets older
          on older.tweet_id = edit.old_id and older.zone_id = edit.zone_id
        join twitter_tweets newer
          on newer.tweet_id = edit.new_id and newer.zone_id = edit.zone_id
        where edit.zone_id = $1
          and (edit.old_id = any ($2::text[]) or edit.new_id = any ($2::text[]))
          and older.superseded_by is null
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
    Future<?> remembered =
        older.isEmpty()
            ? Future.succeededFuture()
            : transaction
                .preparedQuery(REMEMBER)
                .execute(
                    Tuple.of(zone, older.toArray(String[]::new), newer.toArray(String[]::new)));
    return remembered
        .compose(
            known ->
                transaction
                    .preparedQuery(SUPERSEDE)
                    .execute(Tuple.of(zone, concerned.toArray(String[]::new), Times.utc(now))))
        .mapEmpty();
  }
}
