package io.tidemark.studio.accounts;

import io.tidemark.flow.AsyncLoop;
import io.tidemark.studio.tokens.TokenStore;
import io.tidemark.studio.tokens.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of studio_accounts. A renewal holds a lease in the row and no database connection: its
 * calls of the platform need connections of the same pool, which could run out.
 */
public final class SealedTokens implements TokenStore {

  private static final Logger log = LoggerFactory.getLogger(SealedTokens.class);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Vertx vertx;
  private final Pool pool;
  private final TokenColumns columns;
  private final Duration lease;

  /** An account's tokens, and the token of the lease on them. */
  private record Leased(UUID renewal, Tokens tokens) {}

  /**
   * @param lease longer than a renewal can take
   */
  public SealedTokens(Vertx vertx, Pool pool, TokenSeal seal, Duration lease) {
    this.vertx = vertx;
    this.pool = pool;
    this.columns = new TokenColumns(seal);
    this.lease = lease;
  }

  private static final String READ =
      """
      select token_key_id, access_token, refresh_token, token_expires_at, refresh_expires_at
      from studio_accounts
      where id = $1
      """;

  @Override
  public Future<Tokens> tokens(long account) {
    return pool.preparedQuery(READ)
        .execute(Tuple.of(account))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.failedFuture("there is no account " + account)
                    : Future.succeededFuture(columns.opened(account, rows.iterator().next())));
  }

  @Override
  public Future<Tokens> withLockedTokens(long account, Function<Tokens, Future<Tokens>> change) {
    return take(account, UUID.randomUUID()).compose(leased -> change(account, leased, change));
  }

  private static final String TAKE =
      """
      update studio_accounts
      set renewal = $2, renewing_until = clock_timestamp() + make_interval(secs => $3)
      where id = $1
        and (renewing_until is null or renewing_until <= clock_timestamp())
      returning token_key_id, access_token, refresh_token, token_expires_at, refresh_expires_at
      """;

  /** Waits while another renewal has the lease; the lease of a dead process expires. */
  private Future<Leased> take(long account, UUID renewal) {
    return AsyncLoop.until(() -> tryToTake(account, renewal));
  }

  private Future<Optional<Leased>> tryToTake(long account, UUID renewal) {
    return pool.preparedQuery(TAKE)
        .execute(Tuple.of(account, renewal, lease.toMillis() / 1_000.0))
        .compose(
            rows ->
                rows.size() > 0
                    ? opened(account, renewal, rows.iterator().next()).map(Optional::of)
                    // Fails when the account was deleted.
                    : tokens(account)
                        .compose(
                            others -> vertx.timer(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS))
                        .map(waited -> Optional.empty()));
  }

  /** Gives the lease back when a token cannot be opened, so that no other renewal waits. */
  private Future<Leased> opened(long account, UUID renewal, Row row) {
    try {
      return Future.succeededFuture(new Leased(renewal, columns.opened(account, row)));
    } catch (TokenSeal.UnsealException closed) {
      return end(account, renewal).transform(ended -> Future.failedFuture(closed));
    }
  }

  private Future<Tokens> change(
      long account, Leased leased, Function<Tokens, Future<Tokens>> change) {
    return Future.succeededFuture(leased.tokens())
        .compose(change)
        .compose(
            changed ->
                changed.equals(leased.tokens())
                    ? end(account, leased.renewal()).map(changed)
                    : store(account, leased.renewal(), changed))
        .recover(
            problem ->
                end(account, leased.renewal())
                    .onFailure(
                        failure ->
                            log.atWarn()
                                .addKeyValue("account", account)
                                .addKeyValue("problem", failure.getMessage())
                                .log("A lease on an account's tokens is left to expire"))
                    .transform(ended -> Future.failedFuture(problem)));
  }

  private static final String STORE =
      """
      update studio_accounts
      set token_key_id = $3, access_token = $4, refresh_token = $5, token_expires_at = $6,
          refresh_expires_at = $7, renewal = null, renewing_until = null
      where id = $1
        and renewal = $2
      """;

  /** Fails when another process took the lease over, or the owner replaced the tokens. */
  private Future<Tokens> store(long account, UUID renewal, Tokens tokens) {
    return pool.preparedQuery(STORE)
        .execute(columns.add(Tuple.of(account, renewal), account, tokens))
        .compose(
            rows ->
                rows.rowCount() == 1
                    ? Future.succeededFuture(tokens)
                    : Future.failedFuture(
                        "the tokens of account %d were replaced meanwhile".formatted(account)));
  }

  private static final String END =
      """
      update studio_accounts
      set renewal = null, renewing_until = null
      where id = $1
        and renewal = $2
      """;

  private Future<Void> end(long account, UUID renewal) {
    return pool.preparedQuery(END).execute(Tuple.of(account, renewal)).mapEmpty();
  }
}
