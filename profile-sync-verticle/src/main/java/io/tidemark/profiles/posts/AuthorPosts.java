package io.tidemark.profiles.posts;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** Reads the table viral_posts_bank. */
public final class AuthorPosts {

  private AuthorPosts() {}

  private static final String COLUMNS =
      """
      select id, post_url, hook, content, posted_at, likes, comments, reposts, reactions,
             hook_type, hook_confidence, needs_embedding, needs_hook_classification
      """;

  private static final String BEFORE =
      COLUMNS
          + """
          from viral_posts_bank
          where author_id = $1
            and id < $2
          order by id desc
          limit $3
          """;

  /**
   * A page of an author's posts, the last stored first.
   *
   * @param before ids below this
   */
  public static Future<List<AuthorPost>> before(Pool pool, long author, long before, int limit) {
    return pool.preparedQuery(BEFORE)
        .execute(Tuple.of(author, before, limit))
        .map(rows -> rows.stream().map(AuthorPosts::post).toList());
  }

  private static final String OF =
      COLUMNS
          + """
          from unnest($1::bigint[]) with ordinality as wanted (post_id, place)
          join viral_posts_bank on id = post_id
          order by place
          """;

  /** The existing posts among the ids, in the same order. */
  public static Future<List<AuthorPost>> of(Pool pool, List<Long> ids) {
    return pool.preparedQuery(OF)
        .execute(Tuple.of((Object) ids.toArray(Long[]::new)))
        .map(rows -> rows.stream().map(AuthorPosts::post).toList());
  }

  private static AuthorPost post(Row row) {
    return new AuthorPost(
        row.getLong("id"),
        row.getString("post_url"),
        row.getString("hook"),
        row.getString("content"),
        Times.instantOrNull(row, "posted_at"),
        row.getLong("likes"),
        row.getLong("comments"),
        row.getLong("reposts"),
        (JsonObject) row.getJson("reactions"),
        row.getString("hook_type"),
        row.getDouble("hook_confidence"),
        row.getBoolean("needs_embedding"),
        row.getBoolean("needs_hook_classification"));
  }
}
