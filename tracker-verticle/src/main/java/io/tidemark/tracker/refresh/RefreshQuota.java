package io.tidemark.tracker.refresh;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.tidemark.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits how many refreshes of a zone may call the platform in an hour of real time. The hour
 * starts with the first of them. All processes share the count through Redis; without Redis each
 * process counts for itself.
 */
public final class RefreshQuota {

  private static final Duration WINDOW = Duration.ofHours(1);

  // Atomic: a process that died between the two commands would leave a count that never expires.
  private static final String TAKE =
      """
      local used = redis.call('INCR', KEYS[1])
      if used == 1 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
      if used <= tonumber(ARGV[1]) then return 0 end
      redis.call('DECR', KEYS[1])
      return math.max(1, redis.call('TTL', KEYS[1]))
      """;

  private static final String READ =
      "return {tonumber(redis.call('GET', KEYS[1]) or '0'), redis.call('TTL', KEYS[1])}";

  private static final String GIVE_BACK =
      """
      if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
      return 0
      """;

  /**
   * How many of its refreshes a zone has used.
   *
   * @param used in the hour that started with the first refresh
   * @param resetsInSeconds real time until the full quota is available again; 0 when none is used
   */
  public record Use(int limit, long used, long resetsInSeconds) {}

  private final RedisLink redis;
  private final int perHour;
  private final Cache<String, AtomicInteger> own;

  /**
   * @param perHour 0 for no limit
   */
  RefreshQuota(RedisLink redis, int perHour, Ticker ticker) {
    this.redis = redis;
    this.perHour = perHour;
    this.own = Caffeine.newBuilder().expireAfterWrite(WINDOW).ticker(ticker).build();
  }

  /**
   * Takes one refresh of the zone's quota.
   *
   * @return 0 when one was taken, otherwise the seconds until the hour ends
   */
  Future<Long> take(String zone) {
    if (perHour == 0) {
      return Future.succeededFuture(0L);
    }
    return redis
        .send(
            Request.cmd(Command.EVAL)
                .arg(TAKE)
                .arg(1)
                .arg(key(zone))
                .arg(perHour)
                .arg(WINDOW.toSeconds()))
        .map(answer -> answer.toLong())
        .recover(redisIsAway -> Future.succeededFuture(takeOwn(zone)));
  }

  /**
   * Gives back a refresh that was taken without asking the platform.
   *
   * @return never fails; a refresh that could not be given back is available again when the hour
   *     ends
   */
  Future<Void> giveBack(String zone) {
    AtomicInteger here = own.getIfPresent(zone);
    if (perHour == 0 || (here != null && here.getAndUpdate(used -> Math.max(0, used - 1)) > 0)) {
      return Future.succeededFuture();
    }
    return redis
        .send(Request.cmd(Command.EVAL).arg(GIVE_BACK).arg(1).arg(key(zone)))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  /**
   * Reads the use of a zone's quota.
   *
   * @param perHour 0 for no limit
   * @return empty when there is no limit, and when Redis is unavailable, as each process then
   *     counts for itself; never fails
   */
  public static Future<Optional<Use>> use(RedisLink redis, int perHour, String zone) {
    if (perHour == 0) {
      return Future.succeededFuture(Optional.empty());
    }
    return redis
        .send(Request.cmd(Command.EVAL).arg(READ).arg(1).arg(key(zone)))
        .map(
            answer ->
                Optional.of(
                    new Use(perHour, answer.get(0).toLong(), Math.max(0, answer.get(1).toLong()))))
        .otherwise(Optional.empty());
  }

  private static String key(String zone) {
    return "tidemark:zone:" + zone + ":refreshes";
  }

  private long takeOwn(String zone) {
    AtomicInteger used = own.get(zone, first -> new AtomicInteger());
    if (used.incrementAndGet() <= perHour) {
      return 0;
    }
    used.decrementAndGet();
    return own.policy()
        .expireAfterWrite()
        .flatMap(expiry -> expiry.ageOf(zone))
        .map(age -> Math.max(1, WINDOW.minus(age).toSeconds()))
        .orElse(1L);
  }
}
