package io.tidemark.tracker.refresh;

import io.tidemark.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.Optional;

/** Reads how many of its refreshes a zone has used. */
public final class RefreshUse {

  /**
   * @param used in the hour that started with the first refresh
   * @param resetsInSeconds real time until the full quota is available again; 0 when none is used
   */
  public record Use(int limit, long used, long resetsInSeconds) {}

  private static final String READ =
      "return {tonumber(redis.call('GET', KEYS[1]) or '0'), redis.call('TTL', KEYS[1])}";

  private final RedisLink redis;
  private final int perHour;

  public RefreshUse(RedisLink redis, int perHour) {
    this.redis = redis;
    this.perHour = perHour;
  }

  /**
   * @return empty when there is no limit, and when Redis is unavailable, as each process then
   *     counts for itself; never fails
   */
  public Future<Optional<Use>> of(String zone) {
    if (perHour == 0) {
      return Future.succeededFuture(Optional.empty());
    }
    return redis
        .send(Request.cmd(Command.EVAL).arg(READ).arg(1).arg(RefreshQuota.key(zone)))
        .map(
            answer ->
                Optional.of(
                    new Use(perHour, answer.get(0).toLong(), Math.max(0, answer.get(1).toLong()))))
        .otherwise(Optional.empty());
  }
}
