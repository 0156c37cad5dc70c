package io.tidemark.profiles.authors;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Computes the figures of authors in the table profiles from their posts. */
public final class Statistics {

  private Statistics() {}

  private static final String UPDATE =
      """
      update profiles p
      set posts_count = figures.posts, avg_engagement = figures.engagement, updated_at = $2
      from (
        select author.id, count(post.id)::int as posts,
               avg(post.likes + post.comments)::double precision as engagement
        from profiles author
        left join viral_posts_bank post on post.author_id = author.id
        where $1::text is null or author.workspace_id = $1
        group by author.id) figures
      where p.id = figures.id
        and (p.posts_count, p.avg_engagement) is distinct from (figures.posts, figures.engagement)
      """;

  /**
   * @param workspace null for all
   * @return how many profiles changed
   */
  public static Future<Integer> update(
      SqlConnection transaction, @Nullable String workspace, Instant now) {
    return transaction
        .preparedQuery(UPDATE)
        .execute(Tuple.of(workspace, Times.utc(now)))
        .map(rows -> rows.rowCount());
  }
}
