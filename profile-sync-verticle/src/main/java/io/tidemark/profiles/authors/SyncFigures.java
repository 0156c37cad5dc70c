package io.tidemark.profiles.authors;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The figures of all profiles that a caller may see; as JSON in the form of the first version of
 * the API.
 */
@JsonNaming(LowerCamelCaseStrategy.class)
public record SyncFigures(
    long totalProfiles,
    long profilesNeedingSync,
    long profilesLeftOut,
    @JsonProperty("totalPosts") long posts,
    long postsWithoutEmbedding,
    long postsWithoutHookClass,
    @JsonProperty("lastSyncDate") @Nullable Instant lastSync) {

  private static final String READ =
      """
      with mine as (
        select p.id, p.linkedin_id is not null and p.type = 'external_influencer'
                 and p.sync_enabled as eligible,
               s.consecutive_failures >= 5 as left_out, s.last_scraped_at
        from profiles p
        join profile_sync_status s on s.profile_id = p.id
        where $1::text[] is null or p.workspace_id is null or p.workspace_id = any ($1)),
      their_posts as (
        select count(*) as posts,
               count(*) filter (where needs_embedding) as embedding,
               count(*) filter (where needs_hook_classification) as hooks
        from viral_posts_bank
        where author_id in (select id from mine))
      select count(*) as profiles,
             count(*) filter (where eligible and not left_out
               and (last_scraped_at is null or last_scraped_at < $2)) as needing,
             count(*) filter (where eligible and left_out) as left_out,
             max(last_scraped_at) as last_sync,
             (select posts from their_posts) as posts,
             (select embedding from their_posts) as embedding,
             (select hooks from their_posts) as hooks
      from mine
      """;

  /** Reads the figures as of {@code now}. */
  public static Future<SyncFigures> read(Pool pool, Tenants workspaces, Instant now) {
    return pool.preparedQuery(READ)
        .execute(Tuple.of(workspaces.toArrayOrNull(), Times.utc(now.minus(Duration.ofDays(7)))))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new SyncFigures(
                    row.getLong("profiles"),
                    row.getLong("needing"),
                    row.getLong("left_out"),
                    row.getLong("posts"),
                    row.getLong("embedding"),
                    row.getLong("hooks"),
                    Times.instantOrNull(row, "last_sync")));
  }
}
