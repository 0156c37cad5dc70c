package io.tidemark.studio.accounts;

import io.tidemark.postgres.Times;
import io.tidemark.studio.accounts.TokenSeal.Use;
import io.tidemark.studio.tokens.Tokens;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/** The five columns of studio_accounts with the sealed tokens; always written together. */
final class TokenColumns {

  private final TokenSeal seal;

  TokenColumns(TokenSeal seal) {
    this.seal = seal;
  }

  /**
   * Adds five parameters: token_key_id, access_token, refresh_token, token_expires_at,
   * refresh_expires_at. The seal must have a key.
   */
  Tuple add(Tuple parameters, long account, Tokens tokens) {
    String refresh = tokens.refresh();
    return parameters
        .addValue(seal.keyId())
        .addValue(Buffer.buffer(seal.seal(account, Use.ACCESS, tokens.access())))
        .addValue(refresh == null ? null : Buffer.buffer(seal.seal(account, Use.REFRESH, refresh)))
        .addValue(Times.utcOrNull(tokens.accessExpiresAt()))
        .addValue(Times.utcOrNull(tokens.refreshExpiresAt()));
  }

  /**
   * @throws TokenSeal.UnsealException when the key they were sealed with is no longer configured
   */
  Tokens opened(long account, Row row) {
    String key = row.getString("token_key_id");
    Buffer refresh = row.getBuffer("refresh_token");
    return new Tokens(
        seal.open(key, account, Use.ACCESS, row.getBuffer("access_token").getBytes()),
        Times.instantOrNull(row, "token_expires_at"),
        refresh == null ? null : seal.open(key, account, Use.REFRESH, refresh.getBytes()),
        Times.instantOrNull(row, "refresh_expires_at"));
  }
}
