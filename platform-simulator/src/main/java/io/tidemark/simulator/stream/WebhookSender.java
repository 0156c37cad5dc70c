package io.tidemark.simulator.stream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts a body to the webhook and retries until it is accepted. The retries of twitterapi.io are
 * undocumented; here the delays double.
 */
final class WebhookSender {

  /**
   * @param attempts number of requests
   */
  record Outcome(boolean accepted, int attempts) {}

  static final int MOST_ATTEMPTS = 10;
  private static final long TIMEOUT_MILLIS = 30_000;
  private static final Logger log = LoggerFactory.getLogger(WebhookSender.class);

  private final Vertx vertx;
  private final String url;
  private final String key;
  private final long firstDelayMillis;
  private final WebClient client;
  private volatile boolean stopped;

  WebhookSender(Vertx vertx, String url, String key, int connections, long firstDelayMillis) {
    this.vertx = vertx;
    this.url = url;
    this.key = key;
    this.firstDelayMillis = firstDelayMillis;
    this.client =
        WebClient.create(
            vertx,
            new WebClientOptions().setConnectTimeout(5_000).setUserAgentEnabled(false),
            new PoolOptions().setHttp1MaxSize(connections));
  }

  /** Never fails: a body that was not accepted is reported as such. */
  Future<Outcome> deliver(Buffer body) {
    Promise<Outcome> done = Promise.promise();
    attempt(body, 1, done);
    return done.future();
  }

  /** Sends a test ping without a key; any response is accepted. */
  Future<Void> ping(Buffer body) {
    return client
        .postAbs(url)
        .timeout(TIMEOUT_MILLIS)
        .putHeader("Content-Type", "application/json")
        .sendBuffer(body)
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  /** Stops retrying after the current attempts. */
  void stop() {
    stopped = true;
  }

  void close() {
    client.close();
  }

  private void attempt(Buffer body, int number, Promise<Outcome> done) {
    if (stopped && number > 1) {
      done.complete(new Outcome(false, number - 1));
      return;
    }
    client
        .postAbs(url)
        .timeout(TIMEOUT_MILLIS)
        .putHeader("X-API-Key", key)
        .putHeader("Content-Type", "application/json")
        .sendBuffer(body)
        .onComplete(
            result -> {
              if (result.succeeded() && result.result().statusCode() / 100 == 2) {
                done.complete(new Outcome(true, number));
              } else if (stopped || number == MOST_ATTEMPTS) {
                String why =
                    result.succeeded()
                        ? "HTTP " + result.result().statusCode()
                        : String.valueOf(result.cause().getMessage());
                log.warn("webhook delivery given up after {} attempts: {}", number, why);
                done.complete(new Outcome(false, number));
              } else {
                long delay = firstDelayMillis << (number - 1);
                vertx.setTimer(delay, timer -> attempt(body, number + 1, done));
              }
            });
  }
}
