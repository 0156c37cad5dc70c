package io.tidemark.profiles.posts;

import io.tidemark.postgres.Times;
import io.tidemark.profiles.linkedin.ScrapedPost;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a page of posts: new ones are added, known ones get their counters. */
public final class PageWriting {

  private PageWriting() {}

  // A post without text has nothing to embed or classify: it never waits for that.
  private static final String WRITE =
      """
      with seen as materialized (
        select *
        from jsonb_to_recordset($1) as s (
          post_url text, urn text, hook text, content text, posted_at timestamptz,
          likes bigint, comments bigint, reposts bigint, reactions jsonb, empty boolean)),
      added as (
        insert into viral_posts_bank (
          author_id, workspace_id, post_url, urn, hook, content, posted_at, likes, comments,
          reposts, reactions, created_at, updated_at, needs_embedding, embedding_error,
          needs_hook_classification, hook_error)
        select $2, $3, post_url, urn, hook, content, posted_at, likes, comments, reposts,
               reactions, $4, $4, not empty, case when empty then 'it has no text' end,
               not empty, case when empty then 'it has no text' end
        from seen
        on conflict (coalesce(workspace_id, ''), post_url) do nothing
        returning id, likes, comments, reposts, reactions),
      moved as (
        update viral_posts_bank known
        set likes = coalesce(seen.likes, known.likes),
            comments = coalesce(seen.comments, known.comments),
            reposts = coalesce(seen.reposts, known.reposts),
            reactions = seen.reactions, updated_at = $4
        from seen
        where coalesce(known.workspace_id, '') = coalesce($3, '')
          and known.post_url = seen.post_url
          and (known.likes, known.comments, known.reposts, known.reactions)
            is distinct from (
              coalesce(seen.likes, known.likes), coalesce(seen.comments, known.comments),
              coalesce(seen.reposts, known.reposts), seen.reactions)
        returning known.id, known.likes, known.comments, known.reposts, known.reactions),
      snapshots as (
        insert into viral_post_snapshots (post_id, captured_at, likes, comments, reposts, reactions)
        select id, $4, likes, comments, reposts, reactions from added
        union all
        select id, $4, likes, comments, reposts, reactions from moved
        on conflict do nothing)
      select count(*)::int as added from added
      """;

  /**
   * @return how many were new
   */
  public static Future<Integer> write(
      SqlConnection transaction,
      long author,
      @Nullable String workspace,
      List<ScrapedPost> posts,
      Instant now) {
    var page = new JsonArray();
    posts.forEach(post -> page.add(json(post)));
    return transaction
        .preparedQuery(WRITE)
        .execute(Tuple.of(page, author, workspace, Times.utc(now)))
        .map(rows -> rows.iterator().next().getInteger("added"));
  }

  private static JsonObject json(ScrapedPost post) {
    Instant postedAt = post.postedAt();
    return new JsonObject()
        .put("post_url", post.url())
        .put("urn", post.urn())
        .put("hook", post.hook())
        .put("content", post.content())
        .put("posted_at", postedAt == null ? null : postedAt.toString())
        .put("likes", post.likes())
        .put("comments", post.comments())
        .put("reposts", post.reposts())
        .put("reactions", post.reactions())
        .put("empty", post.isEmpty());
  }
}
