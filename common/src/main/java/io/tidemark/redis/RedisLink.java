package io.tidemark.redis;

import io.tidemark.flow.LogThrottle;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to Redis that answers or fails within a time limit. Every caller has a way to go on
 * without Redis and takes it on any failure.
 */
public final class RedisLink {

  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);
  private static final int SILENT_MILLIS = 3_000;

  /** Real time between two looks at a Redis of which nothing else is asked. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(15);

  /** Error replies of a server that answers no command. */
  private static final List<String> AWAY = List.of("LOADING", "NOAUTH", "WRONGPASS");

  /** Error replies of a server that refuses some commands and answers others. */
  private static final List<String> REFUSALS = List.of("NOPERM", "OOM", "MISCONF", "READONLY");

  private final Vertx vertx;
  private final Redis client;
  private final Duration limit;
  private final long looks;
  private final AtomicBoolean away = new AtomicBoolean();

  /** The command that was refused, until one of the same name is not. */
  private final AtomicReference<@Nullable String> refused = new AtomicReference<>();

  private final AtomicBoolean told = new AtomicBoolean();
  private final LogThrottle lines = new LogThrottle(System::nanoTime);

  /**
   * A server of a {@code rediss://} URL must show a certificate of the host in it, signed by an
   * authority that the settings name or that the runtime trusts.
   */
  public RedisLink(Vertx vertx, Settings.Redis settings) {
    this(vertx, settings, settings.timeout());
  }

  /**
   * @param limit real time in which a command is answered or fails
   */
  RedisLink(Vertx vertx, Settings.Redis settings, Duration limit) {
    this.vertx = vertx;
    this.limit = limit;
    this.client = Redis.createClient(vertx, options(settings, limit));
    this.looks = vertx.setPeriodic(LOOK_EVERY.toMillis(), tick -> ask(Request.cmd(Command.PING)));
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
    return ask(Request.cmd(Command.INFO).arg("server"))
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
    String name = String.valueOf(command.command());
    return ask(command)
        .onSuccess(
            answer -> {
              if (refused.compareAndSet(name, null)) {
                isBack();
              }
            })
        .onFailure(
            problem -> {
              if (isReply(problem, REFUSALS)) {
                refused.set(name);
                isAway(problem);
              }
            });
  }

  /** Asks whether Redis is there; a refusal says that it is. */
  private Future<@Nullable Response> ask(Request command) {
    return client
        .send(command)
        .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(
            answer -> {
              if (away.compareAndSet(true, false)) {
                isBack();
              }
            })
        .onFailure(
            problem -> {
              if (!(problem instanceof Response) || isReply(problem, AWAY)) {
                away.set(true);
                isAway(problem);
              }
            });
  }

  private static boolean isReply(Throwable problem, List<String> words) {
    return problem instanceof Response
        && words.stream().anyMatch(String.valueOf(problem.getMessage())::startsWith);
  }

  private void isBack() {
    if (answers() && told.getAndSet(false)) {
      log.info("Redis is back");
    }
  }

  /** Says so once until it is back, and not more often than the throttle allows. */
  private void isAway(Throwable problem) {
    if (!told.get() && lines.next().isPresent()) {
      told.set(true);
      log.atWarn()
          .addKeyValue("problem", problem.getMessage())
          .log("Redis does not do what it is asked; working without it");
    }
  }

  /** Whether Redis answers, and does what it is asked. */
  public boolean answers() {
    return !away.get() && refused.get() == null;
  }

  public Future<Void> close() {
    vertx.cancelTimer(looks);
    return client.close();
  }
}
