package io.tidemark.studio.posts;

import io.tidemark.postgres.Times;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table studio_social_post_metrics. */
public final class PostMetrics {

  private PostMetrics() {}

  // Counters in the order of Metric. A post that was removed meanwhile is skipped; a test clock may
  // not advance between batches.
  private static final String WRITE =
      """
      insert into studio_social_post_metrics (social_post_id, captured_at, metadata, origins, doubt,
        impressions, reach, views, likes, comments, shares, saves, clicks, total_interactions)
      select read.id, $2, metadata, read.origins::jsonb, read.doubt,
        impressions, reach, views, likes, comments, shares, saves, clicks, total
      from unnest($1::bigint[], $3::jsonb[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
        $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[],
        $14::bigint[])
        as read (id, metadata, origins, doubt,
          impressions, reach, views, likes, comments, shares, saves, clicks, total)
      join studio_social_posts post on post.id = read.id
      order by read.id
      on conflict (social_post_id, captured_at) do nothing
      """;

  /**
   * Writes one row a post; a counter that the platform did not give is null.
   *
   * @param doubts by post, why its snapshot is not believed
   */
  public static Future<Void> write(
      SqlClient transaction,
      Map<Long, Metrics> metrics,
      Map<Long, String> doubts,
      Instant capturedAt) {
    if (metrics.isEmpty()) {
      return Future.succeededFuture();
    }
    Collection<Metrics> all = metrics.values();
    Tuple rows =
        Tuple.tuple()
            .addValue(metrics.keySet().toArray(Long[]::new))
            .addValue(Times.utc(capturedAt))
            .addValue(all.stream().map(Metrics::raw).toArray(JsonObject[]::new))
            .addValue(all.stream().map(PostMetrics::origins).toArray(String[]::new))
            .addValue(metrics.keySet().stream().map(doubts::get).toArray(String[]::new));
    for (Metric metric : Metric.values()) {
      rows.addValue(all.stream().map(one -> one.count(metric)).toArray(Long[]::new));
    }
    return transaction.preparedQuery(WRITE).execute(rows).mapEmpty();
  }

  /** As text: in an array of jsonb a null would become the JSON value null. */
  private static @Nullable String origins(Metrics metrics) {
    if (metrics.origins().isEmpty()) {
      return null;
    }
    var json = new JsonObject();
    metrics.origins().forEach((metric, origin) -> json.put(metric.word(), origin));
    return json.encode();
  }
}
