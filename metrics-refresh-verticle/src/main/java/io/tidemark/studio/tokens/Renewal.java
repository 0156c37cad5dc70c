package io.tidemark.studio.tokens;

import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.time.Instant;

/** How a platform renews tokens. */
public interface Renewal {

  /** Whether the tokens are to be renewed now. */
  boolean isDue(Tokens tokens, Instant now);

  /**
   * @return {@code AuthDead} when the owner must connect the account again; never fails
   */
  Future<CallOutcome<Tokens>> renew(Tokens tokens);
}
