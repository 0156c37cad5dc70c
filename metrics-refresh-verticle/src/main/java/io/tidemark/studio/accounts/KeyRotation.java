package io.tidemark.studio.accounts;

import io.tidemark.studio.accounts.TokenSeal.UnsealException;
import io.tidemark.studio.accounts.TokenSeal.Use;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals tokens of older keys with the present key, so that the older ones can be removed. Runs on a
 * virtual thread.
 */
public final class KeyRotation {

  private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);
  private static final int PAGE = 100;

  private final Pool pool;
  private final TokenSeal seal;

  public KeyRotation(Pool pool, TokenSeal seal) {
    this.pool = pool;
    this.seal = seal;
  }

  private static final String OLD =
      """
      select id, token_key_id, access_token, refresh_token
      from studio_accounts
      where token_key_id <> $1
        and id > $2
      order by id
      limit $3
      """;

  /**
   * @return how many accounts were sealed with the present key
   */
  public int sealAgain() {
    if (!seal.isConfigured()) {
      return 0;
    }
    int sealed = 0;
    int left = 0;
    long after = 0;
    RowSet<Row> page;
    do {
      page = pool.preparedQuery(OLD).execute(Tuple.of(seal.keyId(), after, PAGE)).await();
      for (Row row : page) {
        after = row.getLong("id");
        try {
          sealed += again(row);
        } catch (UnsealException unknownKey) {
          left++;
          log.atWarn()
              .addKeyValue("account", after)
              .addKeyValue("problem", unknownKey.getMessage())
              .log("A token cannot be sealed again");
        }
      }
    } while (page.size() == PAGE);
    if (sealed + left > 0) {
      log.atInfo()
          .addKeyValue("key", seal.keyId())
          .addKeyValue("sealed", sealed)
          .addKeyValue("left", left)
          .log("Tokens were sealed with the present key");
    }
    return sealed;
  }

  private static final String SEAL =
      """
      update studio_accounts
      set token_key_id = $2, access_token = $3, refresh_token = $4
      where id = $1
        and access_token = $5
        and refresh_token is not distinct from $6
      """;

  /** Does nothing when the tokens were replaced meanwhile: those have the present key already. */
  private int again(Row row) {
    long id = row.getLong("id");
    String old = row.getString("token_key_id");
    Buffer access = row.getBuffer("access_token");
    Buffer refresh = row.getBuffer("refresh_token");
    return pool.preparedQuery(SEAL)
        .execute(
            Tuple.of(
                id,
                seal.keyId(),
                sealed(id, Use.ACCESS, old, access),
                refresh == null ? null : sealed(id, Use.REFRESH, old, refresh),
                access,
                refresh))
        .await()
        .rowCount();
  }

  private Buffer sealed(long id, Use use, String old, Buffer token) {
    return Buffer.buffer(seal.seal(id, use, seal.open(old, id, use, token.getBytes())));
  }
}
