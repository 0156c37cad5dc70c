package io.tidemark.simulator.studio;

import java.time.Instant;

/**
 * The account of an access token, and the token's expiry.
 *
 * @param account the account's current state
 */
public record Grant(StudioAccount account, Instant expiresAt) {

  /** Whether the token is expired at that time. */
  public boolean expiredAt(Instant now) {
    return !now.isBefore(expiresAt);
  }
}
