package io.tidemark.studio.tokens;

import io.vertx.core.Future;
import java.util.function.Function;

/** Stores the tokens of accounts. */
public interface TokenStore {

  /**
   * @return fails when there is no such account, or its tokens cannot be opened
   */
  Future<Tokens> tokens(long account);

  /**
   * Locks an account's tokens against other processes, passes them to {@code change} and stores the
   * result when it differs. No connection is held while {@code change} calls the platform.
   *
   * <p>The caller must not hold the lock already.
   *
   * @return the result of {@code change}, after the commit; fails, with nothing stored, when {@code
   *     change} or the store fails
   */
  Future<Tokens> withLockedTokens(long account, Function<Tokens, Future<Tokens>> change);
}
