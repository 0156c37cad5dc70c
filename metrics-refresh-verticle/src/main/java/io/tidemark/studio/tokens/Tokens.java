package io.tidemark.studio.tokens;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of an account in the clear; never logged.
 *
 * @param accessExpiresAt null when unknown or never
 * @param refresh null when the platform has no refresh tokens
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
