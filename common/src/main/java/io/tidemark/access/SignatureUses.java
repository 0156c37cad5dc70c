package io.tidemark.access;

import io.tidemark.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signatures that were used, for as long as they would count; known to all processes through Redis.
 * What a signature sets off is idempotent, so without Redis each counts as unused.
 */
public final class SignatureUses {

  private static final Logger log = LoggerFactory.getLogger(SignatureUses.class);

  /** The clocks of processes and Redis differ; a use must outlive its signature on all of them. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final RedisLink redis;
  private final InstantSource realTime;

  public SignatureUses(RedisLink redis) {
    this(redis, InstantSource.system());
  }

  public SignatureUses(RedisLink redis, InstantSource realTime) {
    this.redis = redis;
    this.realTime = realTime;
  }

  /**
   * Takes the one use of a signature.
   *
   * @return false when it was taken before; never fails
   */
  public Future<Boolean> claim(String jti, Instant expiresAt) {
    Duration left = Duration.between(realTime.instant(), expiresAt);
    Duration kept = (left.isNegative() ? Duration.ZERO : left).plus(MARGIN);
    return redis
        .send(
            Request.cmd(Command.SET)
                .arg(key(jti))
                .arg("1")
                .arg("NX")
                .arg("PX")
                .arg(kept.toMillis()))
        .map(answer -> answer != null)
        .recover(
            problem -> {
              log.atDebug()
                  .addKeyValue("jti", jti)
                  .addKeyValue("problem", problem.getMessage())
                  .log("Whether a signature was used before cannot be told; it counts as unused");
              return Future.succeededFuture(true);
            });
  }

  /**
   * Gives the use back, when what it was for did not happen; never fails. A use that Redis does not
   * give back ends by itself, and the sender's next try comes with a signature of its own.
   */
  public Future<Void> release(String jti) {
    return redis
        .send(Request.cmd(Command.DEL).arg(key(jti)))
        .<Void>mapEmpty()
        .recover(
            problem -> {
              log.atWarn()
                  .addKeyValue("jti", jti)
                  .addKeyValue("problem", problem.getMessage())
                  .log("The use of a signature could not be given back");
              return Future.succeededFuture();
            });
  }

  private static String key(String jti) {
    return "tidemark:qstash:" + jti;
  }
}
