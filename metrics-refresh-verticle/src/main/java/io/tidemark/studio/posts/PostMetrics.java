package io.tidemark.studio.posts;

import io.tidemark.postgres.Times;
import io.tidemark.studio.platforms.Metrics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table studio_social_post_metrics. */
public final class PostMetrics {

  private PostMetrics() {}

  // A post that was removed meanwhile is skipped; a test clock may not advance between batches.
  private static final String WRITE =
      """
      insert into studio_social_post_metrics (social_post_id, captured_at, impressions, views, reach,
        likes, comments, shares, saves, clicks, total_interactions, metadata, origins, doubt)
      select read.id, $2, impressions, views, reach, likes, comments, shares, saves, clicks, total,
        metadata, read.origins::jsonb, read.doubt
      from unnest($1::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
        $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::jsonb[],
        $13::text[], $14::text[])
        as read (id, impressions, views, reach, likes, comments, shares, saves, clicks, total, metadata,
          origins, doubt)
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
    return transaction
        .preparedQuery(WRITE)
        .execute(
            Tuple.tuple()
                .addValue(metrics.keySet().toArray(Long[]::new))
                .addValue(Times.utc(capturedAt))
                .addValue(column(all, Metrics::impressions))
                .addValue(column(all, Metrics::views))
                .addValue(column(all, Metrics::reach))
                .addValue(column(all, Metrics::likes))
                .addValue(column(all, Metrics::comments))
                .addValue(column(all, Metrics::shares))
                .addValue(column(all, Metrics::saves))
                .addValue(column(all, Metrics::clicks))
                .addValue(column(all, Metrics::totalInteractions))
                .addValue(all.stream().map(Metrics::raw).toArray(JsonObject[]::new))
                .addValue(all.stream().map(PostMetrics::origins).toArray(String[]::new))
                .addValue(metrics.keySet().stream().map(doubts::get).toArray(String[]::new)))
        .mapEmpty();
  }

  /** As text: in an array of jsonb a null would become the JSON value null. */
  private static @Nullable String origins(Metrics metrics) {
    if (metrics.origins().isEmpty()) {
      return null;
    }
    var json = new JsonObject();
    metrics.origins().forEach(json::put);
    return json.encode();
  }

  private static Long[] column(Collection<Metrics> all, Function<Metrics, Long> counter) {
    return all.stream().map(counter).toArray(Long[]::new);
  }
}
