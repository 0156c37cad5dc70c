package io.tidemark.studio.graph;

import io.tidemark.postgres.Times;
import io.tidemark.studio.platforms.StudioPlatform;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Metrics that were refused lately: the table {@code studio_capabilities}. */
public final class Capabilities {

  /** Platforms change; after that long a metric is tried again. */
  private static final Duration KEPT = Duration.ofDays(7);

  /**
   * @param subject a media type, or {@code post:} and the platform's id of a post
   */
  record Refusal(String subject, String metric) {}

  private final Pool pool;

  public Capabilities(Pool pool) {
    this.pool = pool;
  }

  private static final String REFUSED =
      """
      select subject, metric
      from studio_capabilities
      where platform = $1
        and subject = any($2)
        and refused_at > $3
      """;

  Future<Set<Refusal>> refused(StudioPlatform platform, Collection<String> subjects, Instant now) {
    return pool.preparedQuery(REFUSED)
        .execute(
            Tuple.of(platform.word(), subjects.toArray(String[]::new), Times.utc(now.minus(KEPT))))
        .map(
            rows -> {
              Set<Refusal> refused = new HashSet<>();
              for (Row row : rows) {
                refused.add(new Refusal(row.getString("subject"), row.getString("metric")));
              }
              return refused;
            });
  }

  // In order, so that two pods that learn the same at once do not wait for each other.
  private static final String REMEMBER =
      """
      insert into studio_capabilities (platform, subject, metric, refused_at)
      select $1, subject, metric, $4
      from unnest($2::text[], $3::text[]) as learned (subject, metric)
      order by subject, metric
      on conflict (platform, subject, metric) do update set refused_at = excluded.refused_at
      """;

  private static final String FORGET =
      """
      delete from studio_capabilities
      where refused_at <= $1
      """;

  Future<Void> remember(StudioPlatform platform, Set<Refusal> refused, Instant now) {
    if (refused.isEmpty()) {
      return Future.succeededFuture();
    }
    return pool.preparedQuery(REMEMBER)
        .execute(
            Tuple.of(
                platform.word(),
                refused.stream().map(Refusal::subject).toArray(String[]::new),
                refused.stream().map(Refusal::metric).toArray(String[]::new),
                Times.utc(now)))
        .compose(
            remembered -> pool.preparedQuery(FORGET).execute(Tuple.of(Times.utc(now.minus(KEPT)))))
        .mapEmpty();
  }
}
