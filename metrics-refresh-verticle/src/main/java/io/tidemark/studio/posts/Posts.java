package io.tidemark.studio.posts;

import io.tidemark.postgres.Times;
import io.tidemark.studio.platforms.StudioSource.Asked;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** studio_social_posts. */
public final class Posts {

  /** Posts of one import. */
  public static final int MOST = 1_000;

  /** Failing runs in a row after which a post is listed as persistent. */
  public static final int PERSISTENT = 3;

  private final Pool pool;

  public Posts(Pool pool) {
    this.pool = pool;
  }

  /**
   * @param noAccount indexes of posts whose account is not one of the workspace
   */
  public record Imported(int created, int updated, List<Integer> noAccount) {}

  private static final String IMPORT =
      """
      with given as materialized (
        select given.*, account.workspace_id
        from unnest($2::int[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
          $8::timestamptz[])
          as given (place, account_id, external_id, media_type, caption, url, posted_at)
        left join studio_accounts account
          on account.id = given.account_id and account.workspace_id = $1),
      written as (
        insert into studio_social_posts (workspace_id, account_id, external_post_id, media_type,
          caption, url, posted_at, created_at)
        select workspace_id, account_id, external_id, media_type, caption, url, posted_at, $9
        from given
        where workspace_id is not null
        order by account_id, external_id
        on conflict (account_id, external_post_id) do update
        set media_type = coalesce(excluded.media_type, studio_social_posts.media_type),
            caption = coalesce(excluded.caption, studio_social_posts.caption),
            url = coalesce(excluded.url, studio_social_posts.url),
            posted_at = excluded.posted_at
        returning xmax = 0 as created)
      select
        (select count(*) from written where created) as created,
        (select count(*) from written where not created) as updated,
        (select coalesce(array_agg(place order by place), '{}')
         from given
         where workspace_id is null) as no_account
      """;

  /**
   * Brings in up to {@link #MOST} posts of a workspace; one that is there already is corrected.
   *
   * @param posts by their place in the import, none of them twice
   */
  public Future<Imported> bringIn(String workspace, Map<Integer, NewPost> posts, Instant now) {
    List<NewPost> list = List.copyOf(posts.values());
    return pool.preparedQuery(IMPORT)
        .execute(
            Tuple.tuple(
                List.of(
                    workspace,
                    posts.keySet().toArray(Integer[]::new),
                    list.stream().map(NewPost::account).toArray(Long[]::new),
                    list.stream().map(NewPost::externalId).toArray(String[]::new),
                    list.stream().map(NewPost::mediaType).toArray(String[]::new),
                    list.stream().map(NewPost::caption).toArray(String[]::new),
                    list.stream().map(NewPost::url).toArray(String[]::new),
                    list.stream()
                        .map(post -> Times.utc(post.postedAt()))
                        .toArray(OffsetDateTime[]::new),
                    Times.utc(now))))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Imported(
                  row.getInteger("created"),
                  row.getInteger("updated"),
                  List.of(row.getArrayOfIntegers("no_account")));
            });
  }

  /** The part of a statement that says what {@link Freshness#isDue} says; six parameters. */
  public static final String IS_DUE =
      """
      (post.failed_runs > 0
        or post.refreshed_at is null
        or post.posted_at >= $4
        or post.refreshed_at <= case when post.posted_at > $5 then $6::timestamptz else $7::timestamptz end)
      """;

  private static final String NEXT =
      """
      select post.id, post.external_post_id, post.media_type, post.posted_at
      from studio_social_posts post
      where post.account_id = $1
        and post.external_post_id is not null
        and post.posted_at between $2 and $3
        and post.last_run_id is distinct from $8
        and
      """
          + IS_DUE
          + """
      order by post.failed_runs > 0 desc, post.posted_at desc, post.id
      limit $9
      """;

  /** Posts of an account that the run has yet to ask about, those that failed first. */
  public Future<List<Asked>> next(long account, long run, Freshness fresh, int limit) {
    return pool.preparedQuery(NEXT)
        .execute(
            Tuple.of(account)
                .addValue(Times.utc(fresh.windowFrom()))
                .addValue(Times.utc(fresh.now()))
                .addValue(Times.utc(fresh.freshFrom()))
                .addValue(Times.utc(fresh.settledUntil()))
                .addValue(Times.utc(fresh.middleReadBy()))
                .addValue(Times.utc(fresh.settledReadBy()))
                .addValue(run)
                .addValue(limit))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(
                        row ->
                            new Asked(
                                row.getLong("id"),
                                row.getString("external_post_id"),
                                row.getString("media_type"),
                                Times.instant(row, "posted_at")))
                    .toList());
  }

  private static final String ASKED =
      """
      update studio_social_posts post
      set last_run_id = $3,
          refreshed_at = case when asked.problem is null then $4 else post.refreshed_at end,
          failed_runs = case when asked.problem is null then 0 else post.failed_runs + 1 end,
          last_error = asked.problem,
          last_error_at = case when asked.problem is null then null else $4::timestamptz end
      from unnest($1::bigint[], $2::text[]) as asked (id, problem)
      where post.id = asked.id
        and post.last_run_id is distinct from $3
      """;

  /**
   * Notes that a run has asked about posts.
   *
   * @param problems by post; an empty text when its metrics were read
   */
  public static Future<Void> asked(
      SqlClient transaction, long run, Map<Long, String> problems, Instant now) {
    List<String> whys = new ArrayList<>();
    problems.values().forEach(why -> whys.add(why.isEmpty() ? null : why));
    return transaction
        .preparedQuery(ASKED)
        .execute(
            Tuple.of(
                problems.keySet().toArray(Long[]::new),
                whys.toArray(String[]::new),
                run,
                Times.utc(now)))
        .mapEmpty();
  }
}
