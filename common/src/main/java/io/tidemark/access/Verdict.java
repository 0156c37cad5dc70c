package io.tidemark.access;

import java.time.Instant;

/** What is thought of a signature. */
public sealed interface Verdict {

  /**
   * @param jti names this one delivery
   * @param expiresAt when the signature counts no longer, but for a small tolerance
   */
  record Genuine(String jti, Instant expiresAt) implements Verdict {}

  /**
   * @param why for a log; holds nothing of the signature
   */
  record Refused(String why) implements Verdict {}
}
