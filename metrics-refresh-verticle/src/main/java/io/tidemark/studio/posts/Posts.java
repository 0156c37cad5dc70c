package io.tidemark.studio.posts;

import io.tidemark.postgres.Times;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table studio_social_posts. */
public final class Posts {

  /**
   * A post before an answer is written.
   *
   * @param doubt why the last answer was not believed; null when it was
   * @param last the last known counters; null when it was never read
   */
  public record Before(@Nullable String doubt, @Nullable Metrics last) {}

  /** The most posts of one import. */
  public static final int MOST = 1_000;

  /** Failed runs in a row after which a post is listed as persistent. */
  public static final int PERSISTENT = 3;

  private final Pool pool;

  public Posts(Pool pool) {
    this.pool = pool;
  }

  /**
   * @param noAccount indexes of posts whose account does not belong to the workspace
   * @param elsewhere indexes of posts that belong to another account of the workspace already
   */
  public record Imported(
      int created, int updated, List<Integer> noAccount, List<Integer> elsewhere) {

    /** The result of an import without posts. */
    public static final Imported NOTHING = new Imported(0, 0, List.of(), List.of());
  }

  private static final String IMPORT =
      """
      with given as materialized (
        select given.*, account.workspace_id,
               exists (
                 select from studio_accounts other
                 join studio_social_posts post
                   on post.account_id = other.id and post.external_post_id = given.external_id
                 where other.workspace_id = $1
                   and other.platform = account.platform
                   and other.id <> account.id) as elsewhere
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
          and not elsewhere
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
         where workspace_id is null) as no_account,
        (select coalesce(array_agg(place order by place), '{}')
         from given
         where elsewhere) as elsewhere
      """;

  /**
   * Imports up to {@link #MOST} posts of a workspace; a known post is updated.
   *
   * @param posts by their index in the import, without duplicates
   */
  public Future<Imported> importPosts(String workspace, Map<Integer, NewPost> posts, Instant now) {
    List<NewPost> list = List.copyOf(posts.values());
    return pool.preparedQuery(IMPORT)
        .mapping(
            row ->
                new Imported(
                    row.getInteger("created"),
                    row.getInteger("updated"),
                    List.of(row.getArrayOfIntegers("no_account")),
                    List.of(row.getArrayOfIntegers("elsewhere"))))
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
        .map(rows -> rows.iterator().next());
  }

  private static final String OWNERS =
      """
      select id, platform, external_id
      from studio_accounts
      where workspace_id = $1
        and id = any ($2)
      """;

  /** An account's platform, and its id there. */
  public record Owner(StudioPlatform platform, String externalId) {}

  /** The accounts among these that belong to the workspace. */
  public Future<Map<Long, Owner>> owners(String workspace, Collection<Long> accounts) {
    return pool.preparedQuery(OWNERS)
        .execute(Tuple.of(workspace, (Object) accounts.toArray(Long[]::new)))
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.toMap(
                            row -> row.getLong("id"),
                            row ->
                                new Owner(
                                    StudioPlatform.of(row.getString("platform")),
                                    row.getString("external_id")))));
  }

  /** Whether a post is due by the {@link RefreshCadence} in the parameters $4 to $7. */
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
        and (post.ask_again_at is null or post.ask_again_at <= $10)
        and
      """
          + IS_DUE
          + """
          order by post.failed_runs > 0 desc, post.posted_at desc, post.id
          limit $9
          """;

  /** The posts of an account that the run has not asked about yet; posts that failed come first. */
  public Future<List<PostRef>> next(
      long account, long run, RefreshCadence fresh, int limit, Instant now) {
    return pool.preparedQuery(NEXT)
        .mapping(Posts::ref)
        .execute(
            Tuple.of(account)
                .addValue(Times.utc(fresh.windowFrom()))
                .addValue(Times.utc(fresh.now()))
                .addValue(Times.utc(fresh.freshFrom()))
                .addValue(Times.utc(fresh.settledUntil()))
                .addValue(Times.utc(fresh.middleReadBy()))
                .addValue(Times.utc(fresh.settledReadBy()))
                .addValue(run)
                .addValue(limit)
                .addValue(Times.utc(now)))
        .map(rows -> rows.stream().toList());
  }

  private static PostRef ref(Row row) {
    return new PostRef(
        row.getLong("id"),
        row.getString("external_post_id"),
        row.getString("media_type"),
        Times.instant(row, "posted_at"));
  }

  private static final String NEXT_CHOSEN =
      """
      select post.id, post.external_post_id, post.media_type, post.posted_at
      from studio_run_accounts part
      cross join lateral unnest(part.chosen) with ordinality as place (post_id, number)
      join studio_social_posts post on post.id = place.post_id
      where part.account_id = $1
        and part.run_id = $2
        and post.last_run_id is distinct from $2
        and (post.ask_again_at is null or post.ask_again_at <= $4)
      order by place.number
      limit $3
      """;

  /** The posts chosen for a run that it has not asked about yet, in the order of their places. */
  public Future<List<PostRef>> nextChosen(long account, long run, int limit, Instant now) {
    return pool.preparedQuery(NEXT_CHOSEN)
        .mapping(Posts::ref)
        .execute(Tuple.of(account, run, limit, Times.utc(now)))
        .map(rows -> rows.stream().toList());
  }

  private static final String AGAIN =
      """
      select min(ask_again_at) as at
      from studio_social_posts
      where account_id = $1
        and last_run_id is distinct from $2
        and ask_again_at > $3
      """;

  /** When the next doubted post of the account is asked about again; empty for none. */
  public Future<Optional<Instant>> again(long account, long run, Instant now) {
    return pool.preparedQuery(AGAIN)
        .execute(Tuple.of(account, run, Times.utc(now)))
        .map(rows -> Optional.ofNullable(Times.instantOrNull(rows.iterator().next(), "at")));
  }

  private static final String BEFORE =
      """
      select post.id, post.doubt, known.*
      from studio_social_posts post
      left join lateral studio_metrics_as_of(post.id, $2) known on true
      where post.id = any ($1)
      """;

  /** Reads posts before an answer is written. */
  public static Future<Map<Long, Before>> before(
      SqlClient transaction, List<PostRef> posts, Instant now) {
    return transaction
        .preparedQuery(BEFORE)
        .execute(
            Tuple.tuple(
                List.of(posts.stream().map(PostRef::id).toArray(Long[]::new), Times.utc(now))))
        .map(
            rows ->
                rows.stream().collect(Collectors.toMap(row -> row.getLong("id"), Posts::before)));
  }

  private static Before before(Row row) {
    return new Before(
        row.getString("doubt"),
        row.getOffsetDateTime("captured_at") == null
            ? null
            : new Metrics(counters(row), new JsonObject()));
  }

  private static Map<Metric, Long> counters(Row row) {
    Map<Metric, Long> counters = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      counters.put(metric, row.getLong(metric.word()));
    }
    return counters;
  }

  private static final String DOUBTED =
      """
      update studio_social_posts post
      set doubt = doubted.why, doubted_at = $3, ask_again_at = $4
      from unnest($1::bigint[], $2::text[]) as doubted (id, why)
      where post.id = doubted.id
      """;

  /** Stores that answers are not believed; the next answer decides. */
  public static Future<Void> doubted(
      SqlClient transaction, Map<Long, String> doubts, Instant now, Instant again) {
    if (doubts.isEmpty()) {
      return Future.succeededFuture();
    }
    return transaction
        .preparedQuery(DOUBTED)
        .execute(
            Tuple.of(
                doubts.keySet().toArray(Long[]::new),
                doubts.values().toArray(String[]::new),
                Times.utc(now),
                Times.utc(again)))
        .mapEmpty();
  }

  private static final String ASKED =
      """
      update studio_social_posts post
      set last_run_id = $3,
          refreshed_at = case when asked.problem is null then $4 else post.refreshed_at end,
          failed_runs = case when asked.problem is null then 0 else post.failed_runs + 1 end,
          last_error = asked.problem,
          last_error_at = case when asked.problem is null then null else $4::timestamptz end,
          lacking = asked.lacking,
          doubt = null,
          doubted_at = null,
          ask_again_at = null
      from unnest($1::bigint[], $2::text[], $5::text[]) as asked (id, problem, lacking)
      where post.id = asked.id
        and post.last_run_id is distinct from $3
      """;

  /**
   * Stores that a run has asked about posts.
   *
   * @param problems by post; an empty text when its metrics were read
   * @param lacking by post, the requested metrics that are lacking; absent when none is
   */
  public static Future<Void> recordAnswers(
      SqlClient transaction,
      long run,
      Map<Long, String> problems,
      Map<Long, String> lacking,
      Instant now) {
    List<String> whys = new ArrayList<>();
    problems.values().forEach(why -> whys.add(why.isEmpty() ? null : why));
    return transaction
        .preparedQuery(ASKED)
        .execute(
            Tuple.of(
                problems.keySet().toArray(Long[]::new),
                whys.toArray(String[]::new),
                run,
                Times.utc(now),
                problems.keySet().stream().map(lacking::get).toArray(String[]::new)))
        .mapEmpty();
  }
}
