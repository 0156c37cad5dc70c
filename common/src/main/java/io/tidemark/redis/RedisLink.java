package io.tidemark.redis;

import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to Redis that answers or fails within half a second. Every caller has a way to go on
 * without Redis and takes it on any failure.
 */
public final class RedisLink {

  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);
  private static final int TIMEOUT_MILLIS = 500;
  private static final int SILENT_MILLIS = 3_000;

  private final Redis client;
  private final Duration limit;
  private final AtomicBoolean away = new AtomicBoolean();

  /**
   * A server of a {@code rediss://} URL must show a certificate of the host in it, signed by an
   * authority that the settings name or that the runtime trusts.
   */
  public RedisLink(Vertx vertx, Settings.Redis settings) {
    this(vertx, settings, Duration.ofMillis(TIMEOUT_MILLIS));
  }

  /**
   * @param limit real time in which a command is answered or fails
   */
  RedisLink(Vertx vertx, Settings.Redis settings, Duration limit) {
    this.limit = limit;
    this.client = Redis.createClient(vertx, options(settings, limit));
  }

  /**
   * @param limit real time in which a connection is opened
   */
  static RedisOptions options(Settings.Redis settings, Duration limit) {
    URI url = settings.url();
    var options =
        new RedisOptions()
            .setConnectionString(url.toString())
            .setMaxPoolSize(8)
            // A burst is not an outage; the time limit ends those that wait in vain.
            .setMaxPoolWaiting(1_000);
    options
        .getNetClientOptions()
        .setConnectTimeout((int) limit.toMillis())
        // A connection that fell silent takes its place in the pool until it is closed.
        .setReadIdleTimeout(SILENT_MILLIS)
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    if (url.getScheme().equals("rediss")) {
      options
          .getNetClientOptions()
          .setSsl(true)
          .setSslHandshakeTimeout(SILENT_MILLIS)
          .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
          .setHostnameVerificationAlgorithm("HTTPS");
      settings
          .caFile()
          .ifPresent(
              file ->
                  options
                      .getNetClientOptions()
                      .setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
    }
    return options;
  }

  private static final Pattern MODE = Pattern.compile("redis_mode:(\\S+)");

  /**
   * Refuses servers that the commands sent here do not work with: several keys of one command lie
   * on different nodes of a Redis Cluster, and a Sentinel keeps no keys.
   *
   * @return fails with {@link BadSetting} for those; a server that does not answer, or does not say
   *     what it is, is none of them
   */
  public Future<Void> refuseOtherTopologies() {
    return send(Request.cmd(Command.INFO).arg("server"))
        .map(answer -> mode(String.valueOf(answer)))
        .otherwise("unknown")
        .compose(
            mode ->
                mode.equals("cluster") || mode.equals("sentinel")
                    ? Future.failedFuture(
                        new BadSetting(
                            "TIDEMARK_REDIS_URL leads to a Redis %s, which is not supported; it"
                                    .formatted(mode.equals("cluster") ? "Cluster" : "Sentinel")
                                + " must lead to a single primary, or to a proxy that stands for"
                                + " one."))
                    : Future.succeededFuture());
  }

  private static String mode(String info) {
    Matcher matcher = MODE.matcher(info);
    return matcher.find() ? matcher.group(1) : "unknown";
  }

  /** Sends one command; fails when Redis does not answer it in time. */
  public Future<@Nullable Response> send(Request command) {
    return client
        .send(command)
        .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(answer -> isBack())
        .onFailure(this::isAway);
  }

  private void isBack() {
    if (away.compareAndSet(true, false)) {
      log.info("Redis is back");
    }
  }

  private void isAway(Throwable problem) {
    // An error reply shows that Redis is there, except that it is still loading its data.
    if (problem instanceof Response && !problem.getMessage().startsWith("LOADING")) {
      return;
    }
    if (away.compareAndSet(false, true)) {
      log.atWarn()
          .addKeyValue("problem", problem.getMessage())
          .log("Redis does not answer; working without it");
    }
  }

  /** Whether Redis answered the last command. */
  public boolean answers() {
    return !away.get();
  }

  public Future<Void> close() {
    return client.close();
  }
}
