package io.tidemark.studio.growth;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The engagement of posts over time: likes, comments and shares together, the metrics that all
 * platforms give.
 */
final class PostHistories {

  static final String METRIC = "engagement";

  static final Duration HORIZON = Duration.ofDays(30);

  private static final double SECONDS = 60;

  private static final Double[] STEPS =
      Arrays.stream(Ages.upTo(HORIZON).toArray())
          .mapToObj(minutes -> minutes * SECONDS)
          .toArray(Double[]::new);

  private PostHistories() {}

  // A counter that a snapshot lacks is taken from the last one that has it, and one that fell as it
  // was before: what a post is believed to have does not fall because an answer was incomplete.
  private static final String READINGS =
      """
      select distinct on (post_id, step) post_id, age, likes + comments + shares as engagement
      from (
        select post.id as post_id,
               extract(epoch from metric.captured_at - post.posted_at)::float8 as age,
               width_bucket(
                 extract(epoch from metric.captured_at - post.posted_at)::float8, $2::float8[])
                 as step,
               coalesce(max(metric.likes) over past, 0) as likes,
               coalesce(max(metric.comments) over past, 0) as comments,
               coalesce(max(metric.shares) over past, 0) as shares,
               count(coalesce(metric.likes, metric.comments, metric.shares)) over past as given
        from studio_social_posts post
        join studio_social_post_metrics metric on metric.social_post_id = post.id
        where post.id = any ($1::bigint[])
          and metric.doubt is null
          and metric.captured_at > post.posted_at
        window past as (partition by post.id order by metric.captured_at)) reading
      where given > 0
      order by post_id, step, age desc
      """;

  /**
   * The believed readings of posts, by age, and the last one alone between two of the {@link Ages}.
   *
   * @return without posts that have none
   */
  static Future<Map<Long, List<Reading>>> of(SqlClient connection, Collection<Long> posts) {
    return connection
        .preparedQuery(READINGS)
        .execute(Tuple.of(posts.toArray(Long[]::new), (Object) STEPS))
        .map(
            rows -> {
              Map<Long, List<Reading>> readings = new HashMap<>();
              rows.forEach(
                  row ->
                      readings
                          .computeIfAbsent(row.getLong("post_id"), post -> new ArrayList<>())
                          .add(
                              new Reading(
                                  Ages.ofMinutes(row.getDouble("age") / SECONDS),
                                  Math.max(0, row.getLong("engagement")))));
              return readings;
            });
  }
}
