package io.tidemark.simulator.studio;

import java.time.Instant;

/**
 * What an access token gives: this account until that moment.
 *
 * @param account as it stands now
 */
public record Grant(StudioAccount account, Instant expiresAt) {

  public boolean expiredAt(Instant now) {
    return !now.isBefore(expiresAt);
  }
}
