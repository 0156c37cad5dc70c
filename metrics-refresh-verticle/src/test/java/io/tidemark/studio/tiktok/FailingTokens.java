package io.tidemark.studio.tiktok;

import io.tidemark.studio.tokens.TokenStore;
import io.tidemark.studio.tokens.Tokens;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A store that goes away when it is to keep something. */
final class FailingTokens implements TokenStore {

  private final TokenStore store;

  /** How many changes from now on are made and not kept. */
  final AtomicInteger failing = new AtomicInteger();

  FailingTokens(TokenStore store) {
    this.store = store;
  }

  @Override
  public Future<Tokens> tokens(long account) {
    return store.tokens(account);
  }

  @Override
  public Future<Tokens> withLockedTokens(long account, Function<Tokens, Future<Tokens>> change) {
    return store.withLockedTokens(
        account,
        stored ->
            change
                .apply(stored)
                .compose(
                    changed ->
                        !changed.equals(stored) && failing.getAndDecrement() > 0
                            ? Future.failedFuture("the database went away")
                            : Future.succeededFuture(changed)));
  }
}
