package io.tidemark.studio.accounts;

import io.tidemark.postgres.Times;
import io.tidemark.studio.accounts.Account.Status;
import io.tidemark.studio.accounts.Account.Tokens;
import io.tidemark.studio.accounts.TokenSeal.Use;
import io.tidemark.studio.platforms.StudioPlatform;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** studio_accounts. */
public final class Accounts {

  private static final String COLUMNS =
      """
       id, workspace_id, platform, external_id, status, status_reason,
      refresh_token is not null as has_refresh_token, token_expires_at, paused_until, pause_reason,
      created_at, updated_at
      """;

  private final Pool pool;
  private final TokenSeal seal;

  public Accounts(Pool pool, TokenSeal seal) {
    this.pool = pool;
    this.seal = seal;
  }

  private static final String NEXT_ID =
      "select nextval(pg_get_serial_sequence('studio_accounts', 'id')) as id";

  private static final String ADD =
      """
      insert into studio_accounts (id, workspace_id, platform, external_id, status, token_key_id,
        access_token, refresh_token, token_expires_at, created_at, updated_at)
      overriding system value
      values ($1, $2, $3, $4, 'connected', $5, $6, $7, $8, $9, $9)
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
    // The id comes first, for it is bound to the tokens.
    return pool.query(NEXT_ID)
        .execute()
        .map(rows -> rows.iterator().next().getLong("id"))
        .compose(
            id ->
                pool.preparedQuery(ADD)
                    .execute(
                        Tuple.of(
                            id,
                            workspace,
                            platform.word(),
                            externalId,
                            seal.keyId(),
                            access(id, tokens),
                            refresh(id, tokens),
                            Times.utcOrNull(tokens.expiresAt()),
                            Times.utc(now))))
        .map(rows -> all(rows).stream().findFirst());
  }

  private Buffer access(long id, Tokens tokens) {
    return Buffer.buffer(seal.seal(id, Use.ACCESS, tokens.access()));
  }

  private @Nullable Buffer refresh(long id, Tokens tokens) {
    return tokens.refresh() == null
        ? null
        : Buffer.buffer(seal.seal(id, Use.REFRESH, tokens.refresh()));
  }

  private static final String AFTER =
      "select "
          + COLUMNS
          + "from studio_accounts where workspace_id = $1 and id > $2 order by id limit $3";

  public Future<List<Account>> after(String workspace, long id, int limit) {
    return pool.preparedQuery(AFTER).execute(Tuple.of(workspace, id, limit)).map(Accounts::all);
  }

  private static final String FIND = "select " + COLUMNS + "from studio_accounts where id = $1";

  public Future<Optional<Account>> find(long id) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> all(rows).stream().findFirst());
  }

  private static final String SET_STATUS =
      """
      update studio_accounts
      set status = $2, status_reason = null, paused_until = null, pause_reason = null,
          updated_at = $3
      where id = $1
      returning
      """
          + COLUMNS;

  /** A person's word: what was known against the account is forgotten. */
  public Future<Optional<Account>> setStatus(long id, Status status, Instant now) {
    return pool.preparedQuery(SET_STATUS)
        .execute(Tuple.of(id, status.word(), Times.utc(now)))
        .map(rows -> all(rows).stream().findFirst());
  }

  private static final String REPLACE_TOKENS =
      """
      update studio_accounts
      set token_key_id = $2, access_token = $3, refresh_token = $4, token_expires_at = $5,
          refresh_expires_at = null, renewal = null, renewing_until = null,
          status = coalesce($6, status), status_reason = null, paused_until = null,
          pause_reason = null, updated_at = $7
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
            Tuple.of(
                id,
                seal.keyId(),
                access(id, tokens),
                refresh(id, tokens),
                Times.utcOrNull(tokens.expiresAt()),
                status == null ? null : status.word(),
                Times.utc(now)))
        .map(rows -> all(rows).stream().findFirst());
  }

  /** Removes the account with its posts and their readings. */
  public Future<Boolean> remove(long id) {
    return pool.preparedQuery("delete from studio_accounts where id = $1")
        .execute(Tuple.of(id))
        .map(rows -> rows.rowCount() > 0);
  }

  private static final String TOKENS =
      """
      select token_key_id, access_token, refresh_token, token_expires_at
      from studio_accounts
      where id = $1
      """;

  /**
   * The account's tokens in the clear.
   *
   * @return fails with {@link TokenSeal.CannotOpen}; empty when there is no such account
   */
  public Future<Optional<Tokens>> tokens(long id) {
    return pool.preparedQuery(TOKENS)
        .execute(Tuple.of(id))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> opened(id, row))
                    .findFirst());
  }

  private Tokens opened(long id, Row row) {
    String key = row.getString("token_key_id");
    Buffer refresh = row.getBuffer("refresh_token");
    return new Tokens(
        seal.open(key, id, Use.ACCESS, row.getBuffer("access_token").getBytes()),
        refresh == null ? null : seal.open(key, id, Use.REFRESH, refresh.getBytes()),
        Times.instantOrNull(row, "token_expires_at"));
  }

  private static final String TOKEN_DIED =
      """
      update studio_accounts
      set status = 'needs_reconnect', status_reason = $2, updated_at = $3
      where id = $1
        and status = 'connected'
      """;

  /** The platform does not accept the token any more. */
  public static Future<Void> tokenDied(SqlClient connection, long id, String why, Instant now) {
    return connection
        .preparedQuery(TOKEN_DIED)
        .execute(Tuple.of(id, why, Times.utc(now)))
        .mapEmpty();
  }

  private static final String PAUSE =
      """
      update studio_accounts
      set paused_until = $2, pause_reason = $3
      where id = $1
      """;

  /** The platform wants no call for the account before the given time. */
  public static Future<Void> pause(SqlClient connection, long id, Instant until, String why) {
    return connection.preparedQuery(PAUSE).execute(Tuple.of(id, Times.utc(until), why)).mapEmpty();
  }

  static List<Account> all(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(Accounts::account).toList();
  }

  private static Account account(Row row) {
    return new Account(
        row.getLong("id"),
        row.getString("workspace_id"),
        StudioPlatform.valueOf(row.getString("platform").toUpperCase(Locale.ROOT)),
        row.getString("external_id"),
        Status.of(row.getString("status")),
        row.getString("status_reason"),
        row.getBoolean("has_refresh_token"),
        Times.instantOrNull(row, "token_expires_at"),
        Times.instantOrNull(row, "paused_until"),
        row.getString("pause_reason"),
        Times.instant(row, "created_at"),
        Times.instant(row, "updated_at"));
  }
}
