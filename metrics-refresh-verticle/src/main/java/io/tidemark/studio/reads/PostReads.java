package io.tidemark.studio.reads;

import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.reads.PostSnapshot.Value;
import io.tidemark.studio.reads.PostWithSnapshot.Doubt;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads posts with their latest snapshots. */
public final class PostReads {

  private static final String POST =
      """
      select post.id, post.workspace_id, post.account_id, account.platform, post.external_post_id,
             post.media_type, post.caption, post.url, post.posted_at, post.refreshed_at,
             post.failed_runs, post.last_error, post.last_error_at,
             post.lacking, post.doubt, post.doubted_at, post.ask_again_at,
             latest.*, null::jsonb as metadata
      from studio_social_posts post
      join studio_accounts account on account.id = post.account_id
      left join lateral studio_metrics_as_of(post.id, 'infinity') latest on true
      """;

  private final Pool pool;

  public PostReads(Pool pool) {
    this.pool = pool;
  }

  /**
   * The posts to list.
   *
   * @param platform null for all
   * @param persistent only posts that failed in the last three runs or more
   */
  public record Filter(String workspace, @Nullable String platform, boolean persistent) {}

  static final String PAGE =
      POST
          + """
          where post.workspace_id = $1
            and ($2::text is null or account.platform = $2)
            and (not $3 or post.failed_runs >= 3)
            and (coalesce(post.posted_at, 'epoch'), post.id) < ($4, $5)
          order by coalesce(post.posted_at, 'epoch') desc, post.id desc
          limit $6
          """;

  /**
   * A page of posts, newest first.
   *
   * @param before begins after this publication time and {@code id}; null begins with the newest
   */
  public Future<List<PostWithSnapshot>> page(
      Filter filter, @Nullable Instant before, long id, int limit) {
    Instant from = before == null ? Instant.parse("9999-01-01T00:00:00Z") : before;
    return pool.preparedQuery(PAGE)
        .execute(
            Tuple.of(
                filter.workspace(),
                filter.platform(),
                filter.persistent(),
                Times.utc(from),
                id,
                limit))
        .map(PostReads::all);
  }

  private static final String FAILING =
      POST
          + """
          where post.failed_runs >= 3
            and ($1::text[] is null or post.workspace_id = any ($1))
          order by post.last_error_at desc, post.id
          limit $2
          """;

  /**
   * Posts that failed in the last three runs or more, the latest first.
   *
   * @param only workspaces that may be seen
   */
  public Future<List<PostWithSnapshot>> failing(Tenants only, int limit) {
    return pool.preparedQuery(FAILING)
        .execute(Tuple.of(only.toArrayOrNull(), limit))
        .map(PostReads::all);
  }

  private static final String FIND = POST + "where post.id = $1";

  /**
   * @return empty when there is no such post
   */
  public Future<Optional<PostWithSnapshot>> find(long id) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> all(rows).stream().findFirst());
  }

  private static final String SERIES =
      """
      select captured_at, impressions, reach, views, likes, comments, shares, saves, clicks,
             total_interactions, metadata, origins
      from studio_social_post_metrics
      where social_post_id = $1
        and captured_at < $2
        and doubt is null
      order by captured_at desc
      limit $3
      """;

  /** Believed snapshots of a post before {@code before}, newest first. */
  public Future<List<PostSnapshot>> series(long post, Instant before, int limit) {
    return pool.preparedQuery(SERIES)
        .execute(Tuple.of(post, Times.utc(before), limit))
        .map(rows -> rows.stream().map(PostReads::answer).toList());
  }

  private static final String AS_OF =
      """
      select *, null::jsonb as metadata
      from studio_metrics_as_of($1, $2)
      """;

  /** The snapshot of a post as of the given time. */
  public Future<Optional<PostSnapshot>> asOf(long post, Instant time) {
    return pool.preparedQuery(AS_OF)
        .execute(Tuple.of(post, Times.utc(time)))
        .map(rows -> rows.stream().map(PostReads::snapshot).findFirst());
  }

  private static final String BEST =
      POST
          + """
          where post.workspace_id = $1
            and ($2::text is null or account.platform = $2)
            and post.posted_at >= $3
            and latest.captured_at is not null
          order by case $4
              when 'views' then
                case when latest.impressions_at >= coalesce(latest.views_at, '-infinity')
                  then latest.impressions else latest.views end::float8
              when 'reach' then latest.reach
              when 'likes' then latest.likes
              when 'comments' then latest.comments
              when 'shares' then latest.shares
              when 'saves' then latest.saves
              when 'engagement_rate' then
                case when num_nonnulls(latest.likes, latest.comments, latest.shares) > 0 then
                  (coalesce(latest.likes, 0) + coalesce(latest.comments, 0)
                    + coalesce(latest.shares, 0))::float8
                  / nullif(coalesce(
                    case when latest.impressions_at >= coalesce(latest.views_at, '-infinity')
                      then latest.impressions else latest.views end, latest.reach), 0) end
              end desc nulls last, post.id desc
          limit $5
          """;

  /**
   * The posts with the highest values, posts without a value last.
   *
   * @param by engagement_rate, views, reach, likes, comments, shares or saves
   */
  public Future<List<PostWithSnapshot>> best(
      String workspace, @Nullable String platform, Instant postedSince, String by, int limit) {
    return pool.preparedQuery(BEST)
        .execute(Tuple.of(workspace, platform, Times.utc(postedSince), by, limit))
        .map(PostReads::all);
  }

  private static List<PostWithSnapshot> all(RowSet<Row> rows) {
    return rows.stream().map(PostReads::post).toList();
  }

  private static PostWithSnapshot post(Row row) {
    return new PostWithSnapshot(
        row.getLong("id"),
        row.getString("workspace_id"),
        row.getLong("account_id"),
        row.getString("platform"),
        row.getString("external_post_id"),
        row.getString("media_type"),
        row.getString("caption"),
        row.getString("url"),
        Times.instantOrNull(row, "posted_at"),
        row.getInteger("failed_runs"),
        row.getString("last_error"),
        Times.instantOrNull(row, "last_error_at"),
        row.getOffsetDateTime("captured_at") == null ? null : snapshot(row),
        row.getString("lacking"),
        doubt(row));
  }

  private static @Nullable Doubt doubt(Row row) {
    String reason = row.getString("doubt");
    return reason == null
        ? null
        : new Doubt(
            reason,
            Times.instantOrNull(row, "doubted_at"),
            Times.instantOrNull(row, "ask_again_at"));
  }

  /** A snapshot as of a time: each counter has its own capture time. */
  private static PostSnapshot snapshot(Row row) {
    return snapshot(row, metric -> Times.instant(row, metric.word() + "_at"));
  }

  /** The snapshot of one answer: all counters have its time. */
  private static PostSnapshot answer(Row row) {
    Instant at = Times.instant(row, "captured_at");
    return snapshot(row, metric -> at);
  }

  private static PostSnapshot snapshot(Row row, Function<Metric, Instant> capturedAt) {
    JsonObject origins =
        Objects.requireNonNullElseGet(row.getJsonObject("origins"), JsonObject::new);
    Map<Metric, Value> values = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      Long count = row.getLong(metric.word());
      if (count != null) {
        values.put(
            metric, new Value(count, capturedAt.apply(metric), origins.getString(metric.word())));
      }
    }
    return new PostSnapshot(
        Times.instant(row, "captured_at"), values, row.getJsonObject("metadata"));
  }
}
