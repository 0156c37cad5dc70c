package io.tidemark.studio.reads;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The totals of a workspace by platform. */
public final class Totals {

  /**
   * Sums over the posts of one platform. A sum is null when the platform gave none of its parts. A
   * change covers only posts that had a snapshot at its beginning.
   *
   * @param measured posts that were read at least once
   * @param persistent posts that failed in the last three runs or more
   * @param rateBy the divisors of the rate, which may differ between posts
   * @param rateLacks which of likes, comments and shares some posts lack
   * @param renamed posts whose impressions of a week ago are given as views now, so that their
   *     change is unknown
   * @param capturedAt time of the newest snapshot; null when there is none
   */
  public record OfPlatform(
      String platform,
      long posts,
      long measured,
      long persistent,
      @Nullable Instant capturedAt,
      @JsonProperty("totals") Sums sums,
      @JsonProperty("day_over_day") Sums dayChange,
      @JsonProperty("week_over_week") Sums weekChange,
      @Nullable Double engagementRate,
      @JsonProperty("engagement_rate_by") List<String> rateBy,
      @JsonProperty("engagement_rate_lacks") List<String> rateLacks,
      @JsonProperty("impressions_are_views") long renamed) {}

  /** Null means "not given". */
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
      known as (
        select post.*, now.captured_at,
               coalesce(now.impressions_at >= coalesce(now.views_at, '-infinity'), false)
                 as by_impressions,
               now.impressions, now.views as given_views, now.impressions_at, now.views_at,
               now.origins ->> 'views' as views_of, now.origins ->> 'likes' as likes_of,
               now.reach, now.reach_at, now.likes, now.likes_at, now.comments, now.comments_at,
               now.shares, now.shares_at, now.saves, now.saves_at
        from post
        left join lateral studio_metrics_as_of(post.id, 'infinity') now on true),
      measured as (
        select known.*,
               case when by_impressions then known.impressions else given_views end as views,
               case when by_impressions then 'impressions'
                 when given_views is not null then 'views'
                 when known.reach is not null then 'reach' end as seen_by,
               not by_impressions and given_views is not null
                 and week.impressions_at > coalesce(week.views_at, '-infinity') as renamed,
               case when by_impressions and known.impressions_at > day.impressions_at
                   then known.impressions - day.impressions
                 when not by_impressions and known.views_at > day.views_at
                   and known.views_of is not distinct from day.origins ->> 'views'
                   then given_views - day.views end as day_views,
               case when known.reach_at > day.reach_at then known.reach - day.reach end as day_reach,
               case when known.likes_at > day.likes_at
                   and known.likes_of is not distinct from day.origins ->> 'likes'
                 then known.likes - day.likes end as day_likes,
               case when known.comments_at > day.comments_at
                 then known.comments - day.comments end as day_comments,
               case when known.shares_at > day.shares_at
                 then known.shares - day.shares end as day_shares,
               case when known.saves_at > day.saves_at then known.saves - day.saves end as day_saves,
               case when by_impressions and known.impressions_at > week.impressions_at
                   then known.impressions - week.impressions
                 when not by_impressions and known.views_at > week.views_at
                   and known.views_of is not distinct from week.origins ->> 'views'
                   then given_views - week.views end as week_views,
               case when known.reach_at > week.reach_at
                 then known.reach - week.reach end as week_reach,
               case when known.likes_at > week.likes_at
                   and known.likes_of is not distinct from week.origins ->> 'likes'
                 then known.likes - week.likes end as week_likes,
               case when known.comments_at > week.comments_at
                 then known.comments - week.comments end as week_comments,
               case when known.shares_at > week.shares_at
                 then known.shares - week.shares end as week_shares,
               case when known.saves_at > week.saves_at
                 then known.saves - week.saves end as week_saves
        from known
        left join lateral studio_metrics_as_of(known.id, $4) day on true
        left join lateral studio_metrics_as_of(known.id, $5) week on true)
      select platform, count(*) as posts, count(captured_at) as measured,
             count(*) filter (where failed_runs >= 3) as persistent,
             max(captured_at) as captured_at,
             sum(views)::bigint as views, sum(reach)::bigint as reach, sum(likes)::bigint as likes,
             sum(comments)::bigint as comments, sum(shares)::bigint as shares,
             sum(saves)::bigint as saves,
             sum(day_views)::bigint as day_views, sum(day_reach)::bigint as day_reach,
             sum(day_likes)::bigint as day_likes, sum(day_comments)::bigint as day_comments,
             sum(day_shares)::bigint as day_shares, sum(day_saves)::bigint as day_saves,
             sum(week_views)::bigint as week_views, sum(week_reach)::bigint as week_reach,
             sum(week_likes)::bigint as week_likes, sum(week_comments)::bigint as week_comments,
             sum(week_shares)::bigint as week_shares, sum(week_saves)::bigint as week_saves,
             count(*) filter (where renamed) as renamed,
             coalesce(array_agg(distinct seen_by) filter (where seen_by is not null), '{}')
               as seen_by,
             array_remove(array[
               case when count(captured_at) > count(likes) then 'likes' end,
               case when count(captured_at) > count(comments) then 'comments' end,
               case when count(captured_at) > count(shares) then 'shares' end], null) as lacks,
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
        .map(rows -> rows.stream().map(Totals::platform).toList());
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
        row.getDouble("engagement_rate"),
        List.of(row.getArrayOfStrings("seen_by")),
        List.of(row.getArrayOfStrings("lacks")),
        row.getLong("renamed"));
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
