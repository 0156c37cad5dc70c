package io.tidemark.profiles.posts;

import io.tidemark.postgres.Times;
import io.tidemark.profiles.linkedin.ScrapedPost;
import io.tidemark.profiles.posts.PageDoubts.Judgement;
import io.tidemark.profiles.posts.PageDoubts.KnownCounters;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a page of posts: adds new posts and updates the counters of known ones. Counters that are
 * not believed ({@link PageDoubts}) are stored separately; the known ones stay until the next page
 * decides.
 */
public final class FeedPageWriter {

  private FeedPageWriter() {}

  /**
   * The result of writing a page.
   *
   * @param added number of new posts
   * @param doubts the reason by url, for each post whose counters were not believed
   */
  public record PageResult(int added, Map<String, String> doubts) {}

  /** A stored post; its row is locked. */
  private record Stored(long id, KnownCounters known, @Nullable Instant doubtedAt) {}

  private static final String KNOWN =
      """
      select id, post_url, likes, comments, reposts, reactions, doubted
      from viral_posts_bank
      where coalesce(workspace_id, '') = coalesce($2, '')
        and post_url = any ($1)
      order by id
      for update
      """;

  // A post without text is not queued for embedding or classification.
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

  private static final String DOUBT =
      """
      with seen as materialized (
        select *
        from jsonb_to_recordset($1) as s (
          id bigint, likes bigint, comments bigint, reposts bigint, reactions jsonb,
          doubted jsonb)),
      doubted as (
        update viral_posts_bank known
        set doubted = seen.doubted
        from seen
        where known.id = seen.id)
      insert into viral_post_snapshots (
        post_id, captured_at, likes, comments, reposts, reactions, doubtful)
      select id, $2, likes, comments, reposts, reactions, true from seen
      on conflict do nothing
      """;

  private static final String DECIDE =
      """
      with decided as (
        update viral_posts_bank
        set doubted = null
        where id = any ($1))
      update viral_post_snapshots snapshot
      set doubtful = false
      from unnest($2::bigint[], $3::timestamptz[]) as confirmed (id, at)
      where snapshot.post_id = confirmed.id
        and snapshot.captured_at = confirmed.at
      """;

  /** Writes a page in the caller's transaction. */
  public static Future<PageResult> write(
      SqlConnection transaction,
      long author,
      @Nullable String workspace,
      List<ScrapedPost> posts,
      Instant now) {
    return known(transaction, workspace, posts)
        .compose(
            stored -> {
              Map<String, KnownCounters> known = new HashMap<>();
              stored.forEach((url, post) -> known.put(url, post.known()));
              Judgement judgement = PageDoubts.of(posts, known);
              var believed = new JsonArray();
              var doubted = new JsonArray();
              for (ScrapedPost post : posts) {
                Stored before = stored.get(post.url());
                String why = judgement.why().get(post.url());
                if (before != null && why != null) {
                  doubted.add(doubt(post, before, why, now));
                } else {
                  believed.add(json(post, before, judgement.lost()));
                }
              }
              return write(transaction, author, workspace, believed, now)
                  .compose(
                      added ->
                          doubt(transaction, doubted, now)
                              .compose(kept -> decide(transaction, stored, posts, judgement))
                              .map(new PageResult(added, judgement.why())));
            });
  }

  private static Future<Map<String, Stored>> known(
      SqlConnection transaction, @Nullable String workspace, List<ScrapedPost> posts) {
    return transaction
        .preparedQuery(KNOWN)
        .execute(
            Tuple.tuple()
                .addArrayOfString(posts.stream().map(ScrapedPost::url).toArray(String[]::new))
                .addString(workspace))
        .map(
            rows -> {
              Map<String, Stored> stored = new HashMap<>();
              rows.forEach(row -> stored.put(row.getString("post_url"), stored(row)));
              return stored;
            });
  }

  private static Stored stored(Row row) {
    JsonObject reactions = row.getJsonObject("reactions");
    Map<String, Long> counters = numbers(reactions);
    put(counters, "num_likes", row.getLong("likes"));
    put(counters, "num_comments", row.getLong("comments"));
    put(counters, "num_reposts", row.getLong("reposts"));
    JsonObject doubted = row.getJsonObject("doubted");
    return new Stored(
        row.getLong("id"),
        new KnownCounters(
            counters,
            reactions,
            doubted == null ? null : numbers(doubted.getJsonObject("counters"))),
        doubted == null ? null : Instant.parse(doubted.getString("doubted_at")));
  }

  private static void put(Map<String, Long> counters, String name, @Nullable Long count) {
    if (count == null) {
      counters.remove(name);
    } else {
      counters.put(name, count);
    }
  }

  private static Map<String, Long> numbers(JsonObject json) {
    Map<String, Long> numbers = new HashMap<>();
    for (String name : json.fieldNames()) {
      if (json.getValue(name) instanceof Number number) {
        numbers.put(name, number.longValue());
      }
    }
    return numbers;
  }

  private static Future<Integer> write(
      SqlConnection transaction,
      long author,
      @Nullable String workspace,
      JsonArray page,
      Instant now) {
    return transaction
        .preparedQuery(WRITE)
        .execute(Tuple.of(page, author, workspace, Times.utc(now)))
        .map(rows -> rows.iterator().next().getInteger("added"));
  }

  private static JsonObject doubt(ScrapedPost post, Stored before, String why, Instant now) {
    var counters = new JsonObject();
    PageDoubts.counters(post, before.known()).forEach(counters::put);
    return new JsonObject()
        .put("id", before.id())
        .put("likes", post.likes())
        .put("comments", post.comments())
        .put("reposts", post.reposts())
        .put("reactions", post.reactions())
        .put(
            "doubted",
            new JsonObject()
                .put("counters", counters)
                .put("doubted_at", now.toString())
                .put("why", why));
  }

  private static Future<Void> doubt(SqlConnection transaction, JsonArray doubted, Instant now) {
    return doubted.isEmpty()
        ? Future.succeededFuture()
        : transaction.preparedQuery(DOUBT).execute(Tuple.of(doubted, Times.utc(now))).mapEmpty();
  }

  /** The next page ends a doubt; one with the same counters confirms the doubted ones. */
  private static Future<Void> decide(
      SqlConnection transaction,
      Map<String, Stored> stored,
      List<ScrapedPost> posts,
      Judgement judgement) {
    List<Long> decided = new ArrayList<>();
    List<Long> confirmed = new ArrayList<>();
    List<OffsetDateTime> confirmedAt = new ArrayList<>();
    for (ScrapedPost post : posts) {
      Stored before = stored.get(post.url());
      if (before == null || before.doubtedAt() == null || judgement.why().containsKey(post.url())) {
        continue;
      }
      decided.add(before.id());
      if (judgement.confirmed().contains(post.url())) {
        confirmed.add(before.id());
        confirmedAt.add(Times.utc(before.doubtedAt()));
      }
    }
    return decided.isEmpty()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery(DECIDE)
            .execute(
                Tuple.tuple()
                    .addArrayOfLong(decided.toArray(Long[]::new))
                    .addArrayOfLong(confirmed.toArray(Long[]::new))
                    .addArrayOfOffsetDateTime(confirmedAt.toArray(OffsetDateTime[]::new)))
            .mapEmpty();
  }

  private static JsonObject json(ScrapedPost post, @Nullable Stored before, Set<String> lost) {
    Instant postedAt = post.postedAt();
    JsonObject reactions = post.reactions().copy();
    if (before != null) {
      // An unreadable counter keeps its last value.
      for (String name : post.unreadable()) {
        Object last = before.known().reactions().getValue(name);
        if (last != null) {
          reactions.put(name, last);
        }
      }
    }
    boolean isNew = before == null;
    return new JsonObject()
        .put("post_url", post.url())
        .put("urn", post.urn())
        .put("hook", post.hook())
        .put("content", post.content())
        .put("posted_at", postedAt == null ? null : postedAt.toString())
        .put("likes", isNew && lost.contains("num_likes") ? null : post.likes())
        .put("comments", isNew && lost.contains("num_comments") ? null : post.comments())
        .put("reposts", isNew && lost.contains("num_reposts") ? null : post.reposts())
        .put("reactions", reactions)
        .put("empty", post.isEmpty());
  }
}
