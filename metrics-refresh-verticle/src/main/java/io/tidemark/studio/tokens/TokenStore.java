package io.tidemark.studio.tokens;

import io.vertx.core.Future;
import java.util.function.Function;

/** Where the tokens of accounts are kept. */
public interface TokenStore {

  /**
   * @return fails when there is no such account, or its tokens cannot be opened
   */
  Future<Tokens> tokens(long account);

  /**
   * Reads an account's tokens when no other process has them for the same purpose, gives them to
   * {@code change}, and stores what comes back when it is not equal to what was there. No
   * connection is held while {@code change} asks the platform.
   *
   * <p>The caller must not hold them already.
   *
   * @return what {@code change} gave, once that is committed; fails, with nothing stored, when
   *     {@code change} fails or the store does
   */
  Future<Tokens> withLockedTokens(long account, Function<Tokens, Future<Tokens>> change);
}
