package io.tidemark.studio.accounts;

import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.tidemark.studio.accounts.Account.Status;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.tokens.Tokens;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table studio_accounts. */
public final class Accounts {

  private static final String COLUMNS =
      """
       id, workspace_id, platform, external_id, status, status_reason,
      refresh_token is not null as has_refresh_token, token_expires_at, paused_until, pause_reason,
      created_at, updated_at, refresh_expires_at, doubt, doubted_at
      """;

  private final Pool pool;
  private final TokenColumns columns;

  public Accounts(Pool pool, TokenSeal seal) {
    this.pool = pool;
    this.columns = new TokenColumns(seal);
  }

  private static final String NEXT_ID =
      "select nextval(pg_get_serial_sequence('studio_accounts', 'id')) as id";

  private static final String ADD =
      """
      insert into studio_accounts (id, workspace_id, platform, external_id, status, token_key_id,
        access_token, refresh_token, token_expires_at, refresh_expires_at, created_at, updated_at)
      overriding system value
      values ($1, $2, $3, $4, 'connected', $5, $6, $7, $8, $9, $10, $10)
      on conflict (workspace_id, platform, external_id) do nothing
      returning
      """
          + COLUMNS;

  /**
   * Connects an account. The seal must have a key.
   *
   * @return empty when the workspace has the account
   */
  public Future<Optional<Account>> add(
      String workspace, StudioPlatform platform, String externalId, Tokens tokens, Instant now) {
    // The id is needed first: the seal binds the tokens to it.
    return pool.query(NEXT_ID)
        .execute()
        .map(rows -> rows.iterator().next().getLong("id"))
        .compose(
            id ->
                pool.preparedQuery(ADD)
                    .execute(
                        columns
                            .add(Tuple.of(id, workspace, platform.word(), externalId), id, tokens)
                            .addValue(Times.utc(now))))
        .map(rows -> all(rows).stream().findFirst());
  }

  private static final String AFTER =
      "select "
          + COLUMNS
          + "from studio_accounts where workspace_id = $1 and id > $2 order by id limit $3";

  /** The accounts of a workspace in the order of their ids, those after {@code id}. */
  public Future<List<Account>> after(String workspace, long id, int limit) {
    return pool.preparedQuery(AFTER).execute(Tuple.of(workspace, id, limit)).map(Accounts::all);
  }

  private static final String UNWELL =
      "select "
          + COLUMNS
          + """
          from studio_accounts
          where (status <> 'connected'
              or doubt is not null
              or case when refresh_token is null then token_expires_at
                else refresh_expires_at end < $3)
            and ($1::text[] is null or workspace_id = any ($1))
          order by updated_at desc, id
          limit $2
          """;

  /**
   * Accounts that runs skip, that see none of their posts, or whose tokens end soon, the latest
   * first.
   *
   * @param only workspaces that may be seen
   */
  public static Future<List<Account>> needingAttention(
      Pool pool, Tenants only, int limit, Instant now) {
    return pool.preparedQuery(UNWELL)
        .execute(Tuple.of(only.toArrayOrNull(), limit, Times.utc(now.plus(Account.ENDS_SOON))))
        .map(Accounts::all);
  }

  private static final String FIND = "select " + COLUMNS + "from studio_accounts where id = $1";

  /** Empty when there is no such account. */
  public Future<Optional<Account>> find(long id) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> all(rows).stream().findFirst());
  }

  private static final String SET_STATUS =
      """
      update studio_accounts
      set status = $2, status_reason = null, paused_until = null, pause_reason = null,
          doubt = null, doubted_at = null, updated_at = $3
      where id = $1
      returning
      """
          + COLUMNS;

  /** Sets the status on an operator's request; clears reason, pause and doubt. */
  public Future<Optional<Account>> setStatus(long id, Status status, Instant now) {
    return pool.preparedQuery(SET_STATUS)
        .execute(Tuple.of(id, status.word(), Times.utc(now)))
        .map(rows -> all(rows).stream().findFirst());
  }

  private static final String REPLACE_TOKENS =
      """
      update studio_accounts
      set token_key_id = $2, access_token = $3, refresh_token = $4, token_expires_at = $5,
          refresh_expires_at = $6, renewal = null, renewing_until = null,
          connections = connections + 1, status = coalesce($7, status), status_reason = null,
          paused_until = null, pause_reason = null, doubt = null, doubted_at = null,
          updated_at = $8
      where id = $1
      returning
      """
          + COLUMNS;

  /**
   * Replaces all of the account's tokens. The seal must have a key.
   *
   * @param status null leaves it as it is
   * @return empty when there is no such account
   */
  public Future<Optional<Account>> replaceTokens(
      long id, Tokens tokens, @Nullable Status status, Instant now) {
    return pool.preparedQuery(REPLACE_TOKENS)
        .execute(
            columns
                .add(Tuple.of(id), id, tokens)
                .addValue(status == null ? null : status.word())
                .addValue(Times.utc(now)))
        .map(rows -> all(rows).stream().findFirst());
  }

  /** Removes the account with its posts and their snapshots. */
  public Future<Boolean> remove(long id) {
    return pool.preparedQuery("delete from studio_accounts where id = $1")
        .execute(Tuple.of(id))
        .map(rows -> rows.rowCount() > 0);
  }

  private static final String CONNECTION =
      """
      select connections, token_key_id, access_token, refresh_token, token_expires_at,
             refresh_expires_at
      from studio_accounts
      where id = $1
      """;

  /**
   * The account's tokens in the clear.
   *
   * @return fails with {@link TokenSeal.UnsealException}; empty when there is no such account
   */
  public Future<Optional<Connection>> connection(long id) {
    return pool.preparedQuery(CONNECTION)
        .execute(Tuple.of(id))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new Connection(row.getInteger("connections"), columns.opened(id, row)))
                    .findFirst());
  }

  private static final String TOKEN_DIED =
      """
      update studio_accounts
      set status = 'needs_reconnect', status_reason = $3, updated_at = $4
      where id = $1
        and connections = $2
        and status = 'connected'
      """;

  /**
   * Records that the platform rejected the token.
   *
   * @param connection {@link Connection#number} of the rejected token
   * @return false, with nothing written, when its owner has replaced the tokens since or disabled
   *     the account
   */
  public static Future<Boolean> tokenDied(
      SqlClient sql, long id, int connection, String why, Instant now) {
    return sql.preparedQuery(TOKEN_DIED)
        .execute(Tuple.of(id, connection, why, Times.utc(now)))
        .map(rows -> rows.rowCount() == 1);
  }

  private static final String CLEAR_DOUBT =
      """
      update studio_accounts
      set doubt = null, doubted_at = null
      where id = $1
        and doubt is not null
      """;

  /** Clears the doubt: the account sees its posts. */
  public static Future<Void> clearDoubt(SqlClient connection, long id) {
    return connection.preparedQuery(CLEAR_DOUBT).execute(Tuple.of(id)).mapEmpty();
  }

  private static final String PAUSE =
      """
      update studio_accounts
      set paused_until = $2, pause_reason = $3
      where id = $1
      """;

  /** Pauses the account until the given time. */
  public static Future<Void> pause(SqlClient connection, long id, Instant until, String why) {
    return connection.preparedQuery(PAUSE).execute(Tuple.of(id, Times.utc(until), why)).mapEmpty();
  }

  static List<Account> all(RowSet<Row> rows) {
    return rows.stream().map(Accounts::account).toList();
  }

  private static Account account(Row row) {
    return new Account(
        row.getLong("id"),
        row.getString("workspace_id"),
        StudioPlatform.of(row.getString("platform")),
        row.getString("external_id"),
        Status.of(row.getString("status")),
        row.getString("status_reason"),
        row.getBoolean("has_refresh_token"),
        Times.instantOrNull(row, "token_expires_at"),
        Times.instantOrNull(row, "paused_until"),
        row.getString("pause_reason"),
        Times.instant(row, "created_at"),
        Times.instant(row, "updated_at"),
        Times.instantOrNull(row, "refresh_expires_at"),
        row.getString("doubt"),
        Times.instantOrNull(row, "doubted_at"));
  }
}
