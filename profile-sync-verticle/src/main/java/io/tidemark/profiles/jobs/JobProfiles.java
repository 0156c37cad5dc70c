package io.tidemark.profiles.jobs;

import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.postgres.Times;
import io.tidemark.profiles.jobs.Job.Item;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table sync_job_profiles: the profiles of a scraping step and their results. */
public final class JobProfiles {

  private JobProfiles() {}

  private static final String ENLIST =
      """
      insert into sync_job_profiles (job_id, profile_id, position)
      select $1, due.id, row_number() over (order by due.place)
      from (
        select p.id,
               row_number() over (
                 order by s.sync_priority, s.last_scraped_at nulls first, p.id) as place
        from profiles p
        join profile_sync_status s on s.profile_id = p.id
        left join studio_workspaces workspace on workspace.id = p.workspace_id
        where p.linkedin_id is not null
          and (p.workspace_id is null or workspace.status = 'active')
          and p.type = 'external_influencer'
          and p.sync_enabled
          and s.consecutive_failures < 5
          and (s.last_scraped_at is null or s.last_scraped_at < $2)
          and ($3::text is null or p.workspace_id = $3)
        order by place
        limit $4) due
      """;

  static Future<Integer> enlist(
      SqlConnection transaction, long job, StartProfileSync request, Instant scrapedBefore) {
    return transaction
        .preparedQuery(ENLIST)
        .execute(
            Tuple.of(job, Times.utc(scrapedBefore), request.workspace(), request.mostProfiles()))
        .map(rows -> rows.rowCount());
  }

  /**
   * A profile that the step has not finished.
   *
   * @param isPaused whether its workspace is paused or being deleted
   */
  public record Pending(long profile, @Nullable String workspace, String url, boolean isPaused) {}

  private static final String NEXT =
      """
      select p.id, p.workspace_id,
             coalesce(p.linkedin_url, 'https://www.linkedin.com/in/' || p.linkedin_id || '/') as url,
             p.workspace_id is not null and workspace.status <> 'active' as paused
      from sync_job_profiles part
      join profiles p on p.id = part.profile_id
      left join studio_workspaces workspace on workspace.id = p.workspace_id
      where part.job_id = $1
        and part.status = 'pending'
      order by part.position
      limit 1
      """;

  /**
   * @return empty when all profiles are finished
   */
  public static Future<Optional<Pending>> next(SqlClient connection, long job) {
    return connection
        .preparedQuery(NEXT)
        .execute(Tuple.of(job))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Pending(
                                row.getLong("id"),
                                row.getString("workspace_id"),
                                row.getString("url"),
                                row.getBoolean("paused")))
                    .findFirst());
  }

  private static final String END =
      """
      update sync_job_profiles
      set status = $3, posts_scraped = $4, posts_new = $5, error = $6
      where job_id = $1
        and profile_id = $2
        and status = 'pending'
      """;

  /** Stores the result of an unfinished profile: done, failed or skipped. */
  public static Future<Void> end(
      SqlConnection transaction,
      long job,
      long profile,
      String status,
      int scraped,
      int added,
      @Nullable String error) {
    return transaction
        .preparedQuery(END)
        .execute(Tuple.of(job, profile, status, scraped, added, error))
        .mapEmpty();
  }

  private static final String SKIP =
      """
      update sync_job_profiles
      set status = 'skipped', error = $2
      where job_id = $1
        and status = 'pending'
      """;

  /** Skips all unfinished profiles; this is no failure of theirs. */
  public static Future<Integer> skipRest(SqlConnection transaction, long job, String why) {
    return transaction.preparedQuery(SKIP).execute(Tuple.of(job, why)).map(rows -> rows.rowCount());
  }

  private static final String OF =
      """
      select part.profile_id, p.linkedin_id, part.status, part.posts_scraped, part.posts_new,
             part.error
      from sync_job_profiles part
      join profiles p on p.id = part.profile_id
      join sync_jobs step on step.id = part.job_id
      where step.parent_id = $1
      order by part.position
      """;

  /** The results of a cascade by profile. */
  public static Future<List<Item>> of(SqlClient connection, long cascade) {
    return connection
        .preparedQuery(OF)
        .execute(Tuple.of(cascade))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Item(
                                row.getLong("profile_id"),
                                row.getString("linkedin_id"),
                                row.getString("status"),
                                row.getInteger("posts_scraped"),
                                row.getInteger("posts_new"),
                                row.getString("error")))
                    .toList());
  }

  private static final String SKIP_OPEN =
      """
      update sync_job_profiles
      set status = 'skipped', error = 'the sync was cancelled'
      where job_id in (select id from sync_jobs where parent_id = $1)
        and status = 'pending'
      """;

  /** Skips the profiles of a cancelled cascade that were not scraped yet. */
  static Future<Void> skipOpen(SqlClient connection, long cascade) {
    return connection.preparedQuery(SKIP_OPEN).execute(Tuple.of(cascade)).mapEmpty();
  }
}
