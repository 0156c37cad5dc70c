package io.tidemark.studio.tiktok;

import io.tidemark.postgres.Times;
import io.tidemark.studio.tokens.TokenStore;
import io.tidemark.studio.tokens.Tokens;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/** Tokens in rows that two pods lock, as those of accounts are. */
final class RowTokens implements TokenStore {

  static final String TABLE =
      """
      create table account_tokens (
        account bigint primary key,
        access text not null,
        access_expires_at timestamptz,
        refresh text,
        refresh_expires_at timestamptz)
      """;

  private final Pool pool;

  /** How many stores fail from now on, after the change was made. */
  volatile int failing;

  RowTokens(Pool pool) {
    this.pool = pool;
  }

  @Override
  public Future<Tokens> tokens(long account) {
    return pool.preparedQuery("select * from account_tokens where account = $1")
        .execute(Tuple.of(account))
        .map(rows -> tokens(rows.iterator().next()));
  }

  @Override
  public Future<Tokens> withLockedTokens(long account, Function<Tokens, Future<Tokens>> change) {
    return pool.withTransaction(
        connection ->
            connection
                .preparedQuery("select * from account_tokens where account = $1 for update")
                .execute(Tuple.of(account))
                .map(rows -> tokens(rows.iterator().next()))
                .compose(
                    stored ->
                        change
                            .apply(stored)
                            .compose(
                                changed -> {
                                  if (changed.equals(stored)) {
                                    return Future.succeededFuture(changed);
                                  }
                                  if (failing > 0) {
                                    failing--;
                                    return Future.failedFuture("the database went away");
                                  }
                                  return connection
                                      .preparedQuery(
                                          "update account_tokens set access = $2,"
                                              + " access_expires_at = $3, refresh = $4,"
                                              + " refresh_expires_at = $5 where account = $1")
                                      .execute(
                                          Tuple.of(
                                              account,
                                              changed.access(),
                                              Times.utcOrNull(changed.accessExpiresAt()),
                                              changed.refresh(),
                                              Times.utcOrNull(changed.refreshExpiresAt())))
                                      .map(changed);
                                })));
  }

  private static Tokens tokens(Row row) {
    return new Tokens(
        row.getString("access"),
        Times.instantOrNull(row, "access_expires_at"),
        row.getString("refresh"),
        Times.instantOrNull(row, "refresh_expires_at"));
  }
}
