package io.tidemark.studio.reads;

import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Reads the metrics that platforms refuse at present. */
public final class RefusedMetrics {

  /** A refusal is valid this long after its last repetition. */
  private static final Duration LATELY = Duration.ofDays(8);

  /**
   * @param metric a metric, or a field of a post
   * @param posts the known posts that were refused it; 0 when it is refused to a whole type
   * @param said the platform's words
   */
  public record Refused(
      String platform, String mediaType, String metric, int posts, Instant since, String said) {}

  private static final String REFUSED =
      """
      select refused.platform, coalesce(refused.media_type, refused.subject) as media_type,
             regexp_replace(refused.metric, '^(field|edge):', '') as metric,
             count(*) filter (where refused.subject like 'post:%')::int as posts,
             min(coalesce(refused.since, refused.refused_at)) as since,
             coalesce(max(refused.said), '') as said
      from studio_capabilities refused
      left join studio_accounts account on account.id = refused.account_id
      where refused.subject not like 'accepted:%'
        and (refused.media_type is not null or refused.subject not like 'post:%')
        and refused.refused_at > $3
        and ($1::text[] is null
          or account.workspace_id = any ($1)
          or refused.account_id is null and exists (
            select from studio_accounts own
            where own.platform = refused.platform and own.workspace_id = any ($1)))
      group by 1, 2, 3
      order by since desc, 1, 2, 3
      limit $2
      """;

  private RefusedMetrics() {}

  /**
   * The latest first.
   *
   * @param only workspaces that may be seen
   */
  public static Future<List<Refused>> latest(Pool pool, Tenants only, int limit, Instant now) {
    return pool.preparedQuery(REFUSED)
        .execute(Tuple.of(only.toArrayOrNull(), limit, Times.utc(now.minus(LATELY))))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Refused(
                                row.getString("platform"),
                                row.getString("media_type"),
                                row.getString("metric"),
                                row.getInteger("posts"),
                                Times.instant(row, "since"),
                                row.getString("said")))
                    .toList());
  }
}
