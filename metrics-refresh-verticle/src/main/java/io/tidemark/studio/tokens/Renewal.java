package io.tidemark.studio.tokens;

import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.time.Instant;

/** How a platform renews tokens. */
public interface Renewal {

  /** Whether it is time to. */
  boolean isDue(Tokens tokens, Instant now);

  /**
   * @return {@code AuthDead} when only the account's owner can help; never fails
   */
  Future<CallOutcome<Tokens>> renew(Tokens tokens);
}
