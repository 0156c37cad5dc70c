package io.tidemark.profiles.jobs;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.jobs.JobSchedule;
import io.tidemark.postgres.Times;
import io.tidemark.profiles.jobs.Job.Counts;
import io.tidemark.runs.RunCancellation;
import io.tidemark.runs.RunStarter;
import io.tidemark.runs.RunStatus;
import io.tidemark.runs.StartResult;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table sync_jobs: starts, finds and finishes cascades (syncs) and their steps. */
public final class Jobs {

  /** The job kind of cascades. */
  public static final String TIMER = "profile-sync";

  private final Pool pool;
  private final WorldClock clock;

  public Jobs(Pool pool, WorldClock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** Starts cascades on request, and wakes up the workers. */
  public RunStarter<StartProfileSync> starter(EventBus bus) {
    return RunStarter.waking(
        Address.PROFILE_SYNCS, bus, clock, request -> start("manual", request));
  }

  /**
   * Starts a cascade that is due now.
   *
   * @param trigger scheduled or manual
   */
  public Future<StartResult> start(String trigger, StartProfileSync request) {
    return pool.withTransaction(transaction -> start(transaction, trigger, request));
  }

  /** As above, in the caller's transaction. */
  public Future<StartResult> start(
      SqlConnection transaction, String trigger, StartProfileSync request) {
    Instant now = clock.instant();
    return transaction
        // Serialises starts, so that two at once see each other.
        .query("select pg_advisory_xact_lock(hashtext('profile-syncs'))")
        .execute()
        .compose(alone -> status(transaction, request.workspace()))
        .compose(
            status ->
                switch (status) {
                  case "active" -> unlessUnderWay(transaction, trigger, request, now);
                  case "paused" ->
                      Future.<StartResult>succeededFuture(
                          new StartResult.Paused(request.workspace()));
                  default ->
                      Future.<StartResult>succeededFuture(
                          new StartResult.NoWorkspace(request.workspace()));
                });
  }

  private static Future<StartResult> unlessUnderWay(
      SqlConnection transaction, String trigger, StartProfileSync request, Instant now) {
    return underWay(transaction, request.workspace())
        .compose(
            other ->
                other.isPresent()
                    ? Future.<StartResult>succeededFuture(new StartResult.UnderWay(other.get()))
                    : begin(transaction, trigger, request, now));
  }

  /** The status of a workspace; empty when there is none, active for all workspaces together. */
  private static Future<String> status(SqlConnection transaction, @Nullable String workspace) {
    return workspace == null
        ? Future.succeededFuture("active")
        : transaction
            .preparedQuery("select status from studio_workspaces where id = $1")
            .execute(Tuple.of(workspace))
            .map(rows -> rows.size() == 0 ? "" : rows.iterator().next().getString("status"));
  }

  private static final String UNDER_WAY =
      """
      select id from sync_jobs
      where parent_id is null
        and finished_at is null
        and (workspace_id is null or $1::text is null or workspace_id = $1)
      order by id
      limit 1
      """;

  /**
   * The open cascade that covers profiles of the workspace. Cascades of other workspaces do not
   * count, so that one that waits for a quota does not block them.
   */
  private static Future<Optional<Long>> underWay(
      SqlConnection transaction, @Nullable String workspace) {
    return transaction
        .preparedQuery(UNDER_WAY)
        .execute(Tuple.of(workspace))
        .map(rows -> rows.stream().findFirst().map(row -> row.getLong("id")));
  }

  private static final String BEGIN =
      """
      with cascade as (
        insert into sync_jobs (job_type, status, trigger, workspace_id, created_at)
        values ('full_cascade', 'pending', $1, $2, $3)
        returning id),
      steps as (
        insert into sync_jobs (parent_id, job_type, status, trigger, workspace_id, created_at)
        select cascade.id, step, 'pending', $1, $2, $3
        from cascade, unnest($4::text[]) as step
        returning id, job_type)
      select cascade.id as cascade, steps.id as scrape
      from cascade, steps
      where steps.job_type = 'profile_scrape'
      """;

  private static Future<StartResult> begin(
      SqlConnection transaction, String trigger, StartProfileSync request, Instant now) {
    List<String> steps = new ArrayList<>(List.of(JobType.PROFILE_SCRAPE.word()));
    if (request.embeddings()) {
      steps.add(JobType.EMBEDDING_UPDATE.word());
    }
    if (request.hooks()) {
      steps.add(JobType.HOOK_CLASSIFICATION.word());
    }
    steps.add(JobType.STATISTICS.word());
    return transaction
        .preparedQuery(BEGIN)
        .execute(
            Tuple.of(trigger, request.workspace(), Times.utc(now), steps.toArray(String[]::new)))
        .map(rows -> rows.iterator().next())
        .compose(
            row ->
                JobProfiles.enlist(
                        transaction, row.getLong("scrape"), request, now.minus(minAge(trigger)))
                    .compose(
                        enlisted ->
                            new JobSchedule(TIMER)
                                .schedule(transaction, row.getLong("cascade"), now))
                    .map(due -> new StartResult.Started(row.getLong("cascade"))));
  }

  /**
   * How long ago a profile must have been scraped to be due. The weekly sync takes half a day less
   * than a week, because a profile was scraped some time after that sync began, and a week with a
   * change of clocks may lack an hour.
   */
  private static Duration minAge(String trigger) {
    Duration week = Duration.ofDays(7);
    return trigger.equals("scheduled") ? week.minusHours(12) : week;
  }

  private static final String COLUMNS =
      """
      select job.id, job.parent_id, job.job_type, job.status, job.trigger, job.workspace_id,
             job.created_at, job.started_at, job.finished_at, job.waiting_until, job.error,
             job.profiles_processed, job.successful_profiles, job.posts_scraped, job.posts_new,
             job.embeddings_updated, job.hooks_classified, job.items_failed
      from sync_jobs job
      """;

  private static final String FIND = COLUMNS + "where job.id = $1";

  /**
   * @return empty when there is no such job
   */
  public Future<Optional<Job>> find(long id) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> jobs(rows).stream().findFirst());
  }

  private static final String STEPS = COLUMNS + "where job.parent_id = $1 order by job.id";

  /** The steps of a cascade in their order. */
  public Future<List<Job>> steps(long cascade) {
    return pool.preparedQuery(STEPS)
        .execute(Tuple.of(cascade))
        .map(
            rows -> jobs(rows).stream().sorted(java.util.Comparator.comparing(Job::type)).toList());
  }

  private static final String LATEST =
      COLUMNS
          + """
          where job.parent_id is null
            and job.id < $1
            and ($2::text[] is null or job.workspace_id = any ($2))
          order by job.id desc
          limit $3
          """;

  /**
   * A page of cascades, the latest first.
   *
   * @param before ids below this
   * @param workspaces null for all
   */
  public Future<List<Job>> before(long before, int limit, String @Nullable [] workspaces) {
    return pool.preparedQuery(LATEST).execute(Tuple.of(before, workspaces, limit)).map(Jobs::jobs);
  }

  private static List<Job> jobs(RowSet<Row> rows) {
    return rows.stream()
        .map(
            row ->
                new Job(
                    row.getLong("id"),
                    row.getLong("parent_id"),
                    JobType.of(row.getString("job_type")),
                    RunStatus.of(row.getString("status")),
                    row.getString("trigger"),
                    row.getString("workspace_id"),
                    Times.instant(row, "created_at"),
                    Times.instantOrNull(row, "started_at"),
                    Times.instantOrNull(row, "finished_at"),
                    Times.instantOrNull(row, "waiting_until"),
                    row.getString("error"),
                    counts(row)))
        .toList();
  }

  private static Counts counts(Row row) {
    return new Counts(
        row.getInteger("profiles_processed"),
        row.getInteger("successful_profiles"),
        row.getInteger("posts_scraped"),
        row.getInteger("posts_new"),
        row.getInteger("embeddings_updated"),
        row.getInteger("hooks_classified"),
        row.getInteger("items_failed"));
  }

  private static final String MARK_RUNNING =
      """
      update sync_jobs
      set status = 'running', started_at = coalesce(started_at, $2), waiting_until = null
      where id = $1
        and finished_at is null
      """;

  /** Marks a job as running; its first start stays its start. */
  public static Future<Void> markRunning(SqlClient connection, long job, Instant now) {
    return connection.preparedQuery(MARK_RUNNING).execute(Tuple.of(job, Times.utc(now))).mapEmpty();
  }

  private static final String ADVANCE =
      """
      update sync_jobs
      set profiles_processed = profiles_processed + $2,
          successful_profiles = successful_profiles + $3,
          posts_scraped = posts_scraped + $4,
          posts_new = posts_new + $5,
          embeddings_updated = embeddings_updated + $6,
          hooks_classified = hooks_classified + $7,
          items_failed = items_failed + $8
      where id = $1
      """;

  /** Adds to the counts of a step; a database trigger adds them to its cascade as well. */
  public static Future<Void> advance(SqlConnection transaction, long job, Counts done) {
    return transaction
        .preparedQuery(ADVANCE)
        .execute(
            Tuple.of(
                job,
                done.profilesProcessed(),
                done.successfulProfiles(),
                done.postsScraped(),
                done.postsNew(),
                done.embeddingsUpdated(),
                done.hooksClassified(),
                done.failed()))
        .mapEmpty();
  }

  private static final String WAIT =
      """
      update sync_jobs
      set waiting_until = $2, error = $3
      where id = $1
        and finished_at is null
      """;

  /** Stores until when an unfinished job waits, and why. */
  public static Future<Void> waits(SqlConnection transaction, long job, Instant until, String why) {
    return transaction.preparedQuery(WAIT).execute(Tuple.of(job, Times.utc(until), why)).mapEmpty();
  }

  private static final String CANCEL =
      """
      update sync_jobs
      set status = 'cancelled', finished_at = $2, waiting_until = null, error = null
      where (parent_id = $1 or id = $1 and parent_id is null)
        and finished_at is null
      """;

  /** Cancels a cascade that has not ended, with the steps that have not. */
  public Future<Void> cancel(long cascade) {
    return RunCancellation.cancel(
        pool,
        TIMER,
        cascade,
        transaction ->
            JobProfiles.skipOpen(transaction, cascade)
                .compose(
                    skipped ->
                        transaction
                            .preparedQuery(CANCEL)
                            .execute(Tuple.of(cascade, Times.utc(clock.instant())))));
  }

  private static final String FINISH =
      """
      update sync_jobs
      set status = $2, error = $3, finished_at = $4, waiting_until = null,
          started_at = coalesce(started_at, $4)
      where id = $1
        and finished_at is null
      """;

  /** Ends an unfinished job. */
  public static Future<Void> finish(
      SqlConnection transaction, long job, RunStatus status, @Nullable String error, Instant now) {
    return transaction
        .preparedQuery(FINISH)
        .execute(Tuple.of(job, status.word(), error, Times.utc(now)))
        .mapEmpty();
  }
}
