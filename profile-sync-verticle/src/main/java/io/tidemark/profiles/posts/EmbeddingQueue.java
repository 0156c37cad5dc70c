package io.tidemark.profiles.posts;

import io.tidemark.postgres.Times;
import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The posts that need an embedding, until one is stored or finally refused. */
public final class EmbeddingQueue {

  private EmbeddingQueue() {}

  private static final String REQUEUE_OUTDATED =
      """
      update viral_posts_bank
      set needs_embedding = true, embedding_tries = 0, embedding_next_try = null
      where id in (
        select id
        from viral_posts_bank
        where not needs_embedding
          and (embedding_model <> $1 or embedding_dimensions <> $2)
        order by id desc
        limit $3)
      """;

  /** Queues posts with vectors of another space again, the latest first. */
  public static Future<Integer> requeueOutdated(
      SqlConnection transaction, EmbeddingSpace space, int limit) {
    return transaction
        .preparedQuery(REQUEUE_OUTDATED)
        .execute(Tuple.of(space.model(), space.dimensions(), limit))
        .map(rows -> rows.rowCount());
  }

  private static final String NEXT =
      """
      select id, hook, content
      from viral_posts_bank
      where needs_embedding
        and (embedding_next_try is null or embedding_next_try <= $1)
        and ($2::text is null or workspace_id = $2)
        and not exists (
          select from studio_workspaces workspace
          where workspace.id = viral_posts_bank.workspace_id
            and workspace.status <> 'active')
      order by id
      limit $3
      """;

  /** The next due posts, the oldest first; those of paused workspaces are left out. */
  public static Future<List<QueuedPost>> next(
      Pool pool, Instant now, @Nullable String workspace, int limit) {
    return pool.preparedQuery(NEXT)
        .execute(Tuple.of(Times.utc(now), workspace, limit))
        .map(rows -> rows.stream().map(EmbeddingQueue::post).toList());
  }

  static QueuedPost post(Row row) {
    return new QueuedPost(row.getLong("id"), row.getString("hook"), row.getString("content"));
  }

  private static final String DONE =
      """
      update viral_posts_bank
      set needs_embedding = false, embedding_tries = 0, embedding_next_try = null,
          embedding_error = null, embedding_model = $2, embedding_dimensions = $3
      where id = $1
      """;

  /** Removes a post whose vector is stored in the same transaction. */
  public static Future<Void> done(SqlConnection transaction, long post, EmbeddingSpace space) {
    return transaction
        .preparedQuery(DONE)
        .execute(Tuple.of(post, space.model(), space.dimensions()))
        .mapEmpty();
  }

  private static final String REFUSE =
      """
      update viral_posts_bank
      set needs_embedding = false, embedding_next_try = null, embedding_error = $2
      where id = $1
      """;

  /** Removes a post that can never be embedded, and stores the reason. */
  public static Future<Void> refuse(SqlConnection transaction, long post, String why) {
    return transaction.preparedQuery(REFUSE).execute(Tuple.of(post, why)).mapEmpty();
  }

  private static final String RETRY_LATER =
      """
      update viral_posts_bank
      set embedding_tries = embedding_tries + 1, embedding_error = $2,
          needs_embedding = embedding_tries + 1 < $4,
          embedding_next_try = case when embedding_tries + 1 < $4
            then $3::timestamptz + interval '1 hour' * power(2, embedding_tries) end
      where id = $1
      """;

  /** Retries a post in an hour, doubling with each failure, until the tries are used up. */
  public static Future<Void> retryLater(
      SqlConnection transaction, long post, String why, Instant now, int tries) {
    return transaction
        .preparedQuery(RETRY_LATER)
        .execute(Tuple.of(post, why, Times.utc(now), tries))
        .mapEmpty();
  }
}
