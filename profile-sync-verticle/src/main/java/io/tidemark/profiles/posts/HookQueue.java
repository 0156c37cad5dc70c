package io.tidemark.profiles.posts;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The posts whose hook is not classified yet; "no type fits" is a classification as well. */
public final class HookQueue {

  private HookQueue() {}

  private static final String NEXT =
      """
      select id, hook, content
      from viral_posts_bank
      where needs_hook_classification
        and (hook_next_try is null or hook_next_try <= $1)
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

  private static final String DONE =
      """
      update viral_posts_bank
      set needs_hook_classification = false, hook_tries = 0, hook_next_try = null,
          hook_type = $2, hook_confidence = $3, hook_error = $4, hook_classified_at = $5
      where id = $1
      """;

  /**
   * @param type null when no type fits
   * @param why the reason when no type fits; null otherwise
   */
  public static Future<Void> done(
      SqlConnection transaction,
      long post,
      @Nullable String type,
      double confidence,
      @Nullable String why,
      Instant now) {
    return transaction
        .preparedQuery(DONE)
        .execute(Tuple.of(post, type, confidence, why, Times.utc(now)))
        .mapEmpty();
  }

  private static final String RETRY_LATER =
      """
      update viral_posts_bank
      set hook_tries = hook_tries + 1, hook_error = $2,
          needs_hook_classification = hook_tries + 1 < $4,
          hook_next_try = case when hook_tries + 1 < $4
            then $3::timestamptz + interval '1 hour' * power(2, hook_tries) end
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
