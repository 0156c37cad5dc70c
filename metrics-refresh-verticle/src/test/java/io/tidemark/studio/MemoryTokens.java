package io.tidemark.studio;

import io.tidemark.studio.tokens.TokenStore;
import io.tidemark.studio.tokens.Tokens;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Tokens of accounts that nobody renews at the same time. */
public final class MemoryTokens implements TokenStore {

  public final Map<Long, Tokens> stored = new HashMap<>();

  public MemoryTokens with(long account, Tokens tokens) {
    stored.put(account, tokens);
    return this;
  }

  @Override
  public Future<Tokens> tokens(long account) {
    return Future.succeededFuture(stored.get(account));
  }

  @Override
  public Future<Tokens> withLockedTokens(long account, Function<Tokens, Future<Tokens>> change) {
    return change.apply(stored.get(account)).onSuccess(changed -> stored.put(account, changed));
  }
}
