package io.tidemark.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to Redis that answers or fails within half a second. What is kept in Redis can be
 * had another way, so a failure here is a reason to take that way and nothing else.
 */
public final class RedisLink {

  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);
  private static final int TIMEOUT_MILLIS = 500;
  private static final int SILENT_MILLIS = 3_000;

  private final Redis client;
  private final AtomicBoolean away = new AtomicBoolean();

  public RedisLink(Vertx vertx, URI url) {
    var options =
        new RedisOptions()
            .setConnectionString(url.toString())
            .setMaxPoolSize(8)
            // A burst is not an outage; the time limit ends those that wait in vain.
            .setMaxPoolWaiting(1_000);
    options
        .getNetClientOptions()
        .setConnectTimeout(TIMEOUT_MILLIS)
        // A connection that fell silent takes its place in the pool until it is closed.
        .setReadIdleTimeout(SILENT_MILLIS)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    this.client = Redis.createClient(vertx, options);
  }

  /** Sends one command; fails when Redis does not answer it in time. */
  public Future<@Nullable Response> send(Request command) {
    return client
        .send(command)
        .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .onSuccess(answer -> isBack())
        .onFailure(this::isAway);
  }

  private void isBack() {
    if (away.compareAndSet(true, false)) {
      log.info("Redis is back");
    }
  }

  private void isAway(Throwable problem) {
    // An error that Redis answers is an answer, except that it is still reading its data.
    if (problem instanceof Response && !problem.getMessage().startsWith("LOADING")) {
      return;
    }
    if (away.compareAndSet(false, true)) {
      log.atWarn()
          .addKeyValue("problem", problem.getMessage())
          .log("Redis does not answer; working without it");
    }
  }

  public boolean answers() {
    return !away.get();
  }

  public Future<Void> close() {
    return client.close();
  }
}
