package io.tidemark.studio.tokens;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an account was given to be read with, in the clear: never logged.
 *
 * @param accessExpiresAt null where it is not known, or never
 * @param refresh null where access tokens are not refreshed with another one
 */
public record Tokens(
    String access,
    @Nullable Instant accessExpiresAt,
    @Nullable String refresh,
    @Nullable Instant refreshExpiresAt) {

  /** Without the tokens. */
  @Override
  public String toString() {
    return "tokens until " + accessExpiresAt;
  }
}
