package io.tidemark.access;

import java.time.Instant;

/** The result of verifying a signature. */
public sealed interface SignatureDecision {

  /**
   * @param jti names this one delivery
   * @param expiresAt when the signature counts no longer, but for a small tolerance
   */
  record Genuine(String jti, Instant expiresAt) implements SignatureDecision {}

  /**
   * @param why for a log; holds nothing of the signature
   */
  record Refused(String why) implements SignatureDecision {}
}
