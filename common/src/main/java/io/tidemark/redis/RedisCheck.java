package io.tidemark.redis;

import io.tidemark.servers.ServerAddress;
import io.tidemark.servers.ServerCertificates;
import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Whether a Redis can be used, found out before anything else starts, so that a wrong address or
 * password ends a start at once.
 *
 * <p>Source of the error codes: Redis documentation, commands AUTH, HELLO and SELECT.
 */
public final class RedisCheck {

  private static final String URL = "TIDEMARK_REDIS_URL";
  private static final int DEFAULT_PORT = 6_379;
  private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Settings.Redis settings;
  private final ServerAddress address;
  private final boolean tls;

  private RedisCheck(Settings.Redis settings) {
    URI url = settings.url();
    this.settings = settings;
    this.address =
        new ServerAddress(
            URL, "Redis", url.getHost(), url.getPort() < 0 ? DEFAULT_PORT : url.getPort());
    this.tls = url.getScheme().equals("rediss");
  }

  /**
   * Connects as the process will.
   *
   * @return fails with {@link ServerAddress.Unreachable} when nothing answers there, and with
   *     another {@link BadSetting} when the URL cannot be used; what may well pass in a moment,
   *     such as a server that loads its data, is no failure
   */
  public static Future<Void> run(Vertx vertx, Settings.Redis settings) {
    var check = new RedisCheck(settings);
    return check.probe(vertx).compose(there -> check.ping(vertx));
  }

  private Future<Void> probe(Vertx vertx) {
    if (tls) {
      return vertx
          .executeBlocking(
              () -> {
                address.reach();
                return address;
              },
              false)
          .mapEmpty();
    }
    return vertx
        .executeBlocking(() -> address.answerTo(PING), false)
        .compose(
            answer ->
                switch ((int) answer) {
                  case '+', '-' -> Future.succeededFuture();
                  case ServerAddress.SILENT -> Future.failedFuture(address.silent());
                  case ServerAddress.CLOSED ->
                      Future.failedFuture(
                          address.closed(
                              "start the server behind that address, or correct "
                                  + URL
                                  + ", which must begin with rediss:// if it expects TLS"));
                  default ->
                      refuse(
                          "What listens at %s does not answer as Redis does:"
                              + " correct host and port in %s.");
                });
  }

  private Future<Void> ping(Vertx vertx) {
    Redis client = Redis.createClient(vertx, RedisLink.options(settings, ServerAddress.LIMIT));
    return client
        .send(Request.cmd(Command.PING))
        .timeout(ServerAddress.LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .<Void>mapEmpty()
        .recover(this::judge)
        .eventually(client::close);
  }

  private Future<Void> judge(Throwable problem) {
    if (ServerCertificates.isRefused(problem)) {
      return refuse(
          "The certificate of Redis at %s is not trusted: name the file of its"
              + " authority with TIDEMARK_REDIS_CA_FILE, or correct %s.");
    }
    String message = String.valueOf(problem.getMessage());
    if (tls && !(problem instanceof Response) && !(problem instanceof TimeoutException)) {
      if (!isOfTls(problem)) {
        return Future.failedFuture(
            address.closed("start the server behind that address, or correct " + URL));
      }
      return refuse(
          "TLS with Redis at %s fails: let %s begin with redis:// if the server speaks no TLS.");
    }
    if (message.startsWith("NOAUTH")) {
      return refuse(
          "Redis at %s asks for a password: write it into %s, as in redis://:password@host.");
    }
    if (message.contains("without any password") || message.contains("no password is set")) {
      return refuse("Redis at %s has no password, and %s gives one: leave it out.");
    }
    if (message.startsWith("WRONGPASS") || message.contains("invalid password")) {
      return refuse(
          "Redis at %s refuses the password: correct it in %s, with special"
              + " characters percent-encoded.");
    }
    if (message.contains("DB index")) {
      return refuse("Redis at %s has no database of that number: correct the end of %s.");
    }
    if (message.startsWith("NOPERM")) {
      return refuse(
          "Redis at %s denies this user its commands: extend its rights, or"
              + " correct the user in %s.");
    }
    return Future.succeededFuture();
  }

  /** A handshake that ends because the connection is closed says nothing about TLS. */
  private static boolean isOfTls(Throwable problem) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof SSLException
        && !String.valueOf(root.getMessage()).startsWith("Connection closed while");
  }

  private Future<Void> refuse(String sentence) {
    return Future.failedFuture(new BadSetting(sentence.formatted(address, URL)));
  }
}
