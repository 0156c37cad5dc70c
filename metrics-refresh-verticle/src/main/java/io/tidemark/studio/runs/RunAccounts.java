package io.tidemark.studio.runs;

import io.tidemark.postgres.Times;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.posts.Freshness;
import io.tidemark.studio.posts.Posts;
import io.tidemark.studio.runs.Run.Part;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** studio_run_accounts: how far a run has come. */
final class RunAccounts {

  private RunAccounts() {}

  private static final String ENLIST =
      """
      insert into studio_run_accounts (run_id, account_id, workspace_id, platform, connected,
        status, reason, eligible, not_due)
      select $1::bigint, account.id, account.workspace_id, account.platform,
             account.status = 'connected',
             case when account.status = 'connected' and busy.run_id is null
               then 'pending' else 'skipped' end,
             case when account.status <> 'connected' then account.status
               when busy.run_id is not null then 'run ' || busy.run_id || ' has it' end,
             count(post.id),
             count(post.id) filter (where not
      """
          + Posts.IS_DUE
          + """
      )
      from studio_accounts account
      left join studio_run_accounts busy
        on busy.account_id = account.id and busy.status = 'pending'
      left join studio_social_posts post
        on post.account_id = account.id
        and post.external_post_id is not null
        and post.posted_at between $2 and $3
      where $8::text is null or account.workspace_id = $8
      group by account.id, busy.run_id
      """;

  /** Notes which accounts the run is about, and how many of their posts. */
  static Future<Void> enlist(
      SqlConnection transaction, long run, @Nullable String workspace, Freshness fresh) {
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
                .addValue(workspace))
        .mapEmpty();
  }

  /**
   * An account that a run has yet to deal with.
   *
   * @param pausedUntil the platform wants no call before; null when it does not mind
   */
  record Pending(
      long account,
      String workspace,
      StudioPlatform platform,
      String externalId,
      @Nullable Instant pausedUntil,
      @Nullable String pauseReason) {}

  // The first of each workspace, then the second of each: a large one keeps nobody waiting.
  private static final String PENDING =
      """
      select account.id, account.workspace_id, account.platform, account.external_id,
             account.paused_until, account.pause_reason
      from studio_run_accounts part
      join studio_accounts account on account.id = part.account_id
      where part.run_id = $1
        and part.status = 'pending'
      order by row_number() over (partition by account.workspace_id order by account.id),
               account.workspace_id
      """;

  /** Accounts that are left, workspaces in turn. */
  static Future<List<Pending>> pending(SqlClient connection, long run) {
    return connection
        .preparedQuery(PENDING)
        .execute(Tuple.of(run))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(
                        row ->
                            new Pending(
                                row.getLong("id"),
                                row.getString("workspace_id"),
                                StudioPlatform.valueOf(
                                    row.getString("platform").toUpperCase(Locale.ROOT)),
                                row.getString("external_id"),
                                Times.instantOrNull(row, "paused_until"),
                                row.getString("pause_reason")))
                    .toList());
  }

  // Of a hundred failures and more the count says enough.
  private static final String ADVANCE =
      """
      update studio_run_accounts
      set processed = processed + $3 + $4,
          updated = updated + $3,
          failed = failed + $4,
          errors = case when jsonb_array_length(errors) < 100 then errors || $5::jsonb
            else errors end
      where run_id = $1
        and account_id = $2
        and status = 'pending'
      """;

  /**
   * @param errors a line for each post that was not read
   * @return false when the account is no longer the run's to ask about
   */
  static Future<Boolean> advance(
      SqlConnection transaction, long run, long account, int updated, List<String> errors) {
    return transaction
        .preparedQuery(ADVANCE)
        .execute(Tuple.of(run, account, updated, errors.size(), new JsonArray(errors)))
        .map(rows -> rows.rowCount() == 1);
  }

  private static final String END =
      """
      update studio_run_accounts
      set status = $3, reason = $4
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

  private static final String OF =
      """
      select account_id, workspace_id, platform, connected, status, reason, eligible, not_due,
             processed, updated, failed, errors
      from studio_run_accounts
      where run_id = $1
      order by workspace_id, platform, account_id
      """;

  static Future<List<Part>> of(SqlClient connection, long run) {
    return connection
        .preparedQuery(OF)
        .execute(Tuple.of(run))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(RunAccounts::part).toList());
  }

  private static Part part(Row row) {
    return new Part(
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
        row.getJsonArray("errors").stream().map(Object::toString).toList());
  }
}
