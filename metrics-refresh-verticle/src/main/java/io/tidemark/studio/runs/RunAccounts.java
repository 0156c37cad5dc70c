package io.tidemark.studio.runs;

import io.tidemark.postgres.Times;
import io.tidemark.studio.growth.Choice;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.posts.Posts;
import io.tidemark.studio.posts.RefreshCadence;
import io.tidemark.studio.runs.Run.Item;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table studio_run_accounts: the progress of runs. */
final class RunAccounts {

  private RunAccounts() {}

  private static final String ENLIST =
      """
      insert into studio_run_accounts (run_id, account_id, workspace_id, platform, connected,
        status, reason, eligible, not_due, next_due_at)
      select $1::bigint, account.id, account.workspace_id, account.platform,
             account.status = 'connected' and workspace.status = 'active',
             case when account.status = 'connected' and workspace.status = 'active'
                 and busy.run_id is null
               then 'pending' else 'skipped' end,
             case when workspace.status <> 'active' then 'the workspace is paused'
               when account.status <> 'connected' then account.status
               when busy.run_id is not null then 'run ' || busy.run_id || ' has it' end,
             count(post.id),
             count(post.id) filter (where not
      """
          + Posts.IS_DUE
          + """
          ),
                 min(case when post.posted_at > $5
                     then post.refreshed_at + make_interval(secs => $9)
                     else post.refreshed_at + make_interval(secs => $10) end)
                   filter (where not
          """
          + Posts.IS_DUE
          + """
          )
          from studio_accounts account
          join studio_workspaces workspace on workspace.id = account.workspace_id
          left join studio_run_accounts busy
            on busy.account_id = account.id and busy.status = 'pending'
          left join studio_social_posts post
            on post.account_id = account.id
            and post.external_post_id is not null
            and post.posted_at between $2 and $3
          where $8::text is null or account.workspace_id = $8
          group by account.id, workspace.status, busy.run_id
          """;

  /** Enlists the accounts of a run, with the number of their posts. */
  static Future<Void> enlist(
      SqlConnection transaction, long run, @Nullable String workspace, RefreshCadence fresh) {
    return transaction
        .preparedQuery(ENLIST)
        .execute(
            Tuple.of(run)
                .addValue(Times.utc(fresh.windowFrom()))
                .addValue(Times.utc(fresh.now()))
                .addValue(Times.utc(fresh.freshFrom()))
                .addValue(Times.utc(fresh.settledUntil()))
                .addValue(Times.utc(fresh.middleReadBy()))
                .addValue(Times.utc(fresh.settledReadBy()))
                .addValue(workspace)
                .addValue(seconds(fresh.middleReadBy(), fresh.now()))
                .addValue(seconds(fresh.settledReadBy(), fresh.now())))
        .mapEmpty();
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1_000.0;
  }

  /**
   * An account that a run has not finished.
   *
   * @param begun whether the run has asked about posts of the account
   * @param modelCurves the curves of the model that chose its posts; null when none did
   * @param pausedUntil the account is not asked about before; null when it is not paused
   */
  record Pending(
      long account,
      String workspace,
      StudioPlatform platform,
      String externalId,
      boolean begun,
      @Nullable Integer modelCurves,
      @Nullable Instant pausedUntil,
      @Nullable String pauseReason) {}

  // The first account of each workspace, then the second: a large workspace delays no other.
  private static final String PENDING =
      """
      select account.id, account.workspace_id, account.platform, account.external_id,
             part.processed > 0 as begun, part.model_curves,
             account.paused_until, account.pause_reason
      from studio_run_accounts part
      join studio_accounts account on account.id = part.account_id
      where part.run_id = $1
        and part.status = 'pending'
      order by row_number() over (partition by account.workspace_id order by account.id),
               account.workspace_id
      """;

  /** The unfinished accounts, workspaces in turn. */
  static Future<List<Pending>> pending(SqlClient connection, long run) {
    return connection
        .preparedQuery(PENDING)
        .execute(Tuple.of(run))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Pending(
                                row.getLong("id"),
                                row.getString("workspace_id"),
                                StudioPlatform.of(row.getString("platform")),
                                row.getString("external_id"),
                                row.getBoolean("begun"),
                                row.getInteger("model_curves"),
                                Times.instantOrNull(row, "paused_until"),
                                row.getString("pause_reason")))
                    .toList());
  }

  private static final String CHOOSE =
      """
      update studio_run_accounts
      set chosen = $3::bigint[],
          model_curves = $4,
          eligible = $5::int,
          not_due = $5::int - cardinality($3::bigint[]),
          next_due_at = $6
      where run_id = $1
        and account_id = $2
        and status = 'pending'
      """;

  /** Stores which posts of an account a model chose; the others count as not due. */
  static Future<Void> choose(SqlConnection transaction, long run, long account, Choice choice) {
    return transaction
        .preparedQuery(CHOOSE)
        .execute(
            Tuple.of(run, account)
                .addValue(choice.posts().toArray(Long[]::new))
                .addValue(choice.curves())
                .addValue(choice.eligible())
                .addValue(Times.utcOrNull(choice.nextDueAt())))
        .mapEmpty();
  }

  // At most a hundred lines are kept; beyond that the count is enough.
  private static final String ADVANCE =
      """
      update studio_run_accounts
      set processed = processed + $3 + $4 + $6,
          updated = updated + $3,
          failed = failed + $4,
          no_data = no_data + $6,
          lacking = lacking + $7,
          errors = case when jsonb_array_length(errors) < 100 then errors || $5::jsonb
            else errors end,
          notes = case when jsonb_array_length(notes) < 100 then notes || $8::jsonb
            else notes end
      where run_id = $1
        and account_id = $2
        and status = 'pending'
      """;

  /**
   * The result of a batch.
   *
   * @param noData posts of which the platform has no numbers
   * @param lacking updated posts that lack some metrics
   * @param errors one line for each post that was not read
   * @param notes one line for each noteworthy post
   */
  record Progress(int updated, int noData, int lacking, List<String> errors, List<String> notes) {}

  /**
   * @return false when the account no longer takes part in the run
   */
  static Future<Boolean> advance(
      SqlConnection transaction, long run, long account, Progress batch) {
    return transaction
        .preparedQuery(ADVANCE)
        .execute(
            Tuple.of(run, account, batch.updated())
                .addValue(batch.errors().size())
                .addValue(new JsonArray(batch.errors()))
                .addValue(batch.noData())
                .addValue(batch.lacking())
                .addValue(new JsonArray(batch.notes())))
        .map(rows -> rows.rowCount() == 1);
  }

  private static final String END =
      """
      update studio_run_accounts
      set status = $3, reason = $4, chosen = null
      where run_id = $1
        and account_id = $2
        and status = 'pending'
      """;

  /**
   * @param status done, failed or skipped
   * @param reason null when done
   */
  static Future<Void> end(
      SqlClient connection, long run, long account, String status, @Nullable String reason) {
    return connection.preparedQuery(END).execute(Tuple.of(run, account, status, reason)).mapEmpty();
  }

  private static final String EARLIEST =
      """
      select min(coalesce(paused_until, $2)) as earliest
      from studio_accounts
      where id = any ($1)
      """;

  /**
   * When the first of some waiting accounts may be asked about again. Pauses are read anew, because
   * one may have been ended meanwhile.
   *
   * @param waits at least one
   */
  static Future<Instant> earliest(
      SqlConnection transaction, List<AccountResult.Waits> waits, Instant now) {
    Long[] paused =
        waits.stream()
            .map(AccountResult.Waits::paused)
            .filter(Objects::nonNull)
            .toArray(Long[]::new);
    Optional<Instant> others =
        waits.stream()
            .filter(wait -> wait.paused() == null)
            .map(AccountResult.Waits::until)
            .min(Comparator.naturalOrder());
    return transaction
        .preparedQuery(EARLIEST)
        .execute(Tuple.of((Object) paused, Times.utc(now)))
        .map(rows -> Times.instantOrNull(rows.iterator().next(), "earliest"))
        .map(
            known ->
                Stream.concat(Stream.ofNullable(known), others.stream())
                    .min(Comparator.naturalOrder())
                    .orElse(now));
  }

  private static final String SKIP_PAUSED =
      """
      update studio_run_accounts
      set status = 'skipped', reason = 'the workspace is paused'
      where workspace_id = $1
        and status = 'pending'
      """;

  /** Skips the unfinished accounts of a workspace in all runs. */
  static Future<Void> skip(SqlClient connection, String workspace) {
    return connection.preparedQuery(SKIP_PAUSED).execute(Tuple.of(workspace)).mapEmpty();
  }

  private static final String SKIP_OPEN =
      """
      update studio_run_accounts
      set status = 'skipped', reason = 'the run was cancelled', chosen = null
      where run_id = $1
        and status = 'pending'
      """;

  /** Skips the unfinished accounts of a run that is cancelled. */
  static Future<Void> skipOpen(SqlClient connection, long run) {
    return connection.preparedQuery(SKIP_OPEN).execute(Tuple.of(run)).mapEmpty();
  }

  // Only when nothing was read: one visible post proves that the account may see its posts.
  private static final String CANNOT_TELL =
      """
      update studio_accounts account
      set doubt = $3, doubted_at = coalesce(account.doubted_at, $4)
      where account.id = $1
        and exists (
          select from studio_social_posts post
          where post.account_id = account.id and post.last_run_id = $2)
        and not exists (
          select from studio_social_posts post
          where post.account_id = account.id and post.last_run_id = $2
            and post.last_error is distinct from $3)
      """;

  /** Stores a doubt when the platform showed none of the posts that the run asked about. */
  static Future<Void> cannotTell(SqlClient connection, long run, long account, Instant now) {
    return connection
        .preparedQuery(CANNOT_TELL)
        .execute(Tuple.of(account, run, StudioSource.CANNOT_TELL, Times.utc(now)))
        .mapEmpty();
  }

  // A counter that is equal for all posts is more likely a fault than a coincidence.
  private static final String CONSTANTS =
      """
      update studio_run_accounts part
      set notes = part.notes || found.notes
      from (
        select coalesce(jsonb_agg(
            format('All %s posts have %s %s', one.posts, one.least, one.metric)
            order by one.metric), '[]') as notes
        from (
          select counter.metric, count(*) as posts, min(counter.value) as least
          from studio_social_posts post
          cross join lateral (
            select likes, comments, shares, views
            from studio_social_post_metrics
            where social_post_id = post.id
            order by captured_at desc
            limit 1) newest
          cross join lateral (
            values ('likes', newest.likes), ('comments', newest.comments),
              ('shares', newest.shares), ('views', newest.views)) counter (metric, value)
          where post.account_id = $2
            and post.last_run_id = $1
            and counter.value is not null
          group by counter.metric
          having count(*) >= $3
            and min(counter.value) = max(counter.value)
            and min(counter.value) > 0) one) found
      where part.run_id = $1
        and part.account_id = $2
      """;

  private static final int MANY = 20;

  /** Adds a note for each counter that is equal for at least {@link #MANY} posts. */
  static Future<Void> noteConstants(SqlClient connection, long run, long account) {
    return connection.preparedQuery(CONSTANTS).execute(Tuple.of(run, account, MANY)).mapEmpty();
  }

  private static final String OF =
      """
      select account_id, workspace_id, platform, connected, status, reason, eligible, not_due,
             processed, updated, failed, errors, no_data, lacking, notes, next_due_at, model_curves
      from studio_run_accounts
      where run_id = $1
      order by workspace_id, platform, account_id
      """;

  static Future<List<Item>> of(SqlClient connection, long run) {
    return connection
        .preparedQuery(OF)
        .execute(Tuple.of(run))
        .map(rows -> rows.stream().map(RunAccounts::item).toList());
  }

  private static Item item(Row row) {
    return new Item(
        row.getLong("account_id"),
        row.getString("workspace_id"),
        row.getString("platform"),
        row.getBoolean("connected"),
        row.getString("status"),
        row.getString("reason"),
        row.getInteger("eligible"),
        row.getInteger("not_due"),
        row.getInteger("processed"),
        row.getInteger("updated"),
        row.getInteger("failed"),
        row.getJsonArray("errors").stream().map(Object::toString).toList(),
        row.getInteger("no_data"),
        row.getInteger("lacking"),
        row.getJsonArray("notes").stream().map(Object::toString).toList(),
        Times.instantOrNull(row, "next_due_at"),
        row.getInteger("model_curves"));
  }
}
