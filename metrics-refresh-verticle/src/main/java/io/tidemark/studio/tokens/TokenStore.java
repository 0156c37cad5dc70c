package io.tidemark.studio.tokens;

import io.vertx.core.Future;
import java.util.function.Function;

/** Where the tokens of accounts are kept. */
public interface TokenStore {

  /**
   * Reads an account's tokens under a lock that all pods respect, such as {@code select … for
   * update} on its row, gives them to {@code change}, and stores what comes back when it is not
   * equal to what was there.
   *
   * <p>Whoever calls this must not hold that lock already.
   *
   * @return what {@code change} gave, once that is committed; fails, with nothing stored, when
   *     {@code change} fails or the store does
   */
  Future<Tokens> withLockedTokens(long account, Function<Tokens, Future<Tokens>> change);
}
