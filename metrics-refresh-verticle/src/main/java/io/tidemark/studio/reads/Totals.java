package io.tidemark.studio.reads;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A workspace's figures, platform by platform. */
public final class Totals {

  /**
   * Sums over the posts of one platform. A sum is null when the platform gave none of its parts; a
   * change is taken over the posts that had been read at its beginning as well.
   *
   * @param measured posts that were read at least once
   * @param persistent posts that failed in the last three runs or more
   * @param capturedAt the newest reading; null when there is none
   */
  public record OfPlatform(
      String platform,
      long posts,
      long measured,
      long persistent,
      @Nullable Instant capturedAt,
      Sums sums,
      Sums dayChange,
      Sums weekChange,
      @Nullable Double engagementRate) {}

  /** Null is "not given". */
  public record Sums(
      @Nullable Long views,
      @Nullable Long reach,
      @Nullable Long likes,
      @Nullable Long comments,
      @Nullable Long shares,
      @Nullable Long saves) {}

  private final Pool pool;

  public Totals(Pool pool) {
    this.pool = pool;
  }

  private static final String OF =
      """
      with post as materialized (
        select post.id, account.platform, post.failed_runs
        from studio_social_posts post
        join studio_accounts account on account.id = post.account_id
        where post.workspace_id = $1
          and ($2::text is null or account.platform = $2)
          and post.posted_at >= $3),
      measured as (
        select post.*, now.captured_at,
               coalesce(now.impressions, now.views) as views, now.reach, now.likes, now.comments,
               now.shares, now.saves,
               coalesce(day.impressions, day.views) as day_views, day.reach as day_reach,
               day.likes as day_likes, day.comments as day_comments, day.shares as day_shares,
               day.saves as day_saves,
               coalesce(week.impressions, week.views) as week_views, week.reach as week_reach,
               week.likes as week_likes, week.comments as week_comments,
               week.shares as week_shares, week.saves as week_saves
        from post
        left join lateral (
          select * from studio_social_post_metrics
          where social_post_id = post.id
          order by captured_at desc limit 1) now on true
        left join lateral (
          select * from studio_social_post_metrics
          where social_post_id = post.id and captured_at <= $4
          order by captured_at desc limit 1) day on true
        left join lateral (
          select * from studio_social_post_metrics
          where social_post_id = post.id and captured_at <= $5
          order by captured_at desc limit 1) week on true)
      select platform, count(*) as posts, count(captured_at) as measured,
             count(*) filter (where failed_runs >= 3) as persistent,
             max(captured_at) as captured_at,
             sum(views)::bigint as views, sum(reach)::bigint as reach, sum(likes)::bigint as likes,
             sum(comments)::bigint as comments, sum(shares)::bigint as shares,
             sum(saves)::bigint as saves,
             sum(views - day_views)::bigint as day_views,
             sum(reach - day_reach)::bigint as day_reach,
             sum(likes - day_likes)::bigint as day_likes,
             sum(comments - day_comments)::bigint as day_comments,
             sum(shares - day_shares)::bigint as day_shares,
             sum(saves - day_saves)::bigint as day_saves,
             sum(views - week_views)::bigint as week_views,
             sum(reach - week_reach)::bigint as week_reach,
             sum(likes - week_likes)::bigint as week_likes,
             sum(comments - week_comments)::bigint as week_comments,
             sum(shares - week_shares)::bigint as week_shares,
             sum(saves - week_saves)::bigint as week_saves,
             sum(coalesce(likes, 0) + coalesce(comments, 0) + coalesce(shares, 0))
               filter (where coalesce(views, reach) > 0
                 and num_nonnulls(likes, comments, shares) > 0)::float8
             / sum(coalesce(views, reach))
               filter (where coalesce(views, reach) > 0
                 and num_nonnulls(likes, comments, shares) > 0)::float8 as engagement_rate
      from measured
      group by platform
      order by platform
      """;

  /**
   * @param platform null for all
   */
  public Future<List<OfPlatform>> of(
      String workspace, @Nullable String platform, Instant postedSince, Instant now) {
    return pool.preparedQuery(OF)
        .execute(
            Tuple.of(
                workspace,
                platform,
                Times.utc(postedSince),
                Times.utc(now.minus(Duration.ofDays(1))),
                Times.utc(now.minus(Duration.ofDays(7)))))
        .map(
            rows -> StreamSupport.stream(rows.spliterator(), false).map(Totals::platform).toList());
  }

  private static OfPlatform platform(Row row) {
    return new OfPlatform(
        row.getString("platform"),
        row.getLong("posts"),
        row.getLong("measured"),
        row.getLong("persistent"),
        Times.instantOrNull(row, "captured_at"),
        sums(row, ""),
        sums(row, "day_"),
        sums(row, "week_"),
        row.getDouble("engagement_rate"));
  }

  private static Sums sums(Row row, String prefix) {
    return new Sums(
        row.getLong(prefix + "views"),
        row.getLong(prefix + "reach"),
        row.getLong(prefix + "likes"),
        row.getLong(prefix + "comments"),
        row.getLong(prefix + "shares"),
        row.getLong(prefix + "saves"));
  }
}
