package io.tidemark.access;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys at a URL, as they were within the last ten minutes. When they cannot be fetched, known
 * keys stay valid: the tokens of users who are logged in outlive an outage of their issuer.
 */
final class KeySource {

  private static final Logger log = LoggerFactory.getLogger(KeySource.class);

  private static final long KEPT = Duration.ofMinutes(10).toNanos();

  /** Between two fetches for unknown keys, which any caller can cause with a made-up token. */
  private static final long PAUSE = Duration.ofSeconds(30).toNanos();

  /** Without any key no user gets in, so the first keys are asked for more often. */
  private static final long PAUSE_WITHOUT_KEYS = Duration.ofSeconds(5).toNanos();

  private static final int CONNECT_MILLIS = 2_000;
  private static final int ANSWER_MILLIS = 3_000;

  /** A fetch that did not report by then never will: its verticle is gone. */
  private static final long LOST = Duration.ofSeconds(10).toNanos();

  private static final int LARGEST = 256 * 1024;

  private final Vertx vertx;
  private final URI url;
  private final LongSupplier nanoTime;
  private final HttpClient client;

  private @Nullable JsonWebKeys known;
  private long fetchedAt;
  private @Nullable Promise<JsonWebKeys> fetching;
  private boolean attempted;
  private long attemptedAt;

  KeySource(Vertx vertx, URI url, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.url = url;
    this.nanoTime = nanoTime;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl("https".equals(url.getScheme()))
                .setConnectTimeout(CONNECT_MILLIS));
  }

  /**
   * The keys that may have signed a token.
   *
   * @param id null when the token names no key
   * @return fails with {@link AuthUnavailableException} while no keys were ever had
   */
  Future<List<RSAPublicKey>> of(@Nullable String id) {
    JsonWebKeys current;
    Future<JsonWebKeys> fetch;
    synchronized (this) {
      current = known;
      if (current != null && nanoTime.getAsLong() - fetchedAt < KEPT && !current.of(id).isEmpty()) {
        return Future.succeededFuture(current.of(id));
      }
      fetch = fetchIfDue();
    }
    return fetch
        .recover(
            problem ->
                current != null
                    ? Future.succeededFuture(current)
                    : Future.failedFuture(
                        new AuthUnavailableException(
                            "The keys of users' tokens cannot be had.", problem)))
        .map(keys -> keys.of(id));
  }

  /** One fetch for all who ask meanwhile; each goes on in the context it came from. */
  private synchronized Future<JsonWebKeys> fetchIfDue() {
    long since = nanoTime.getAsLong() - attemptedAt;
    Promise<JsonWebKeys> running = fetching;
    if (running == null || since > LOST) {
      if (attempted && since < (known == null ? PAUSE_WITHOUT_KEYS : PAUSE)) {
        return known != null
            ? Future.succeededFuture(known)
            : Future.failedFuture(new IllegalStateException("they were asked for a moment ago"));
      }
      attempted = true;
      attemptedAt = nanoTime.getAsLong();
      running = Promise.promise();
      fetching = running;
      Promise<JsonWebKeys> mine = running;
      fetch().onSuccess(keys -> fetched(mine, keys)).onFailure(problem -> failed(mine, problem));
    }
    return Future.fromCompletionStage(
        running.future().toCompletionStage(), vertx.getOrCreateContext());
  }

  private void fetched(Promise<JsonWebKeys> mine, JsonWebKeys keys) {
    synchronized (this) {
      known = keys;
      fetchedAt = nanoTime.getAsLong();
      fetching = fetching == mine ? null : fetching;
    }
    mine.complete(keys);
  }

  private void failed(Promise<JsonWebKeys> mine, Throwable problem) {
    synchronized (this) {
      fetching = fetching == mine ? null : fetching;
    }
    log.atWarn()
        .addKeyValue("host", url.getHost())
        .addKeyValue("problem", problem.getMessage())
        .log("The keys of users' tokens could not be fetched; those that are known stay");
    mine.fail(problem);
  }

  private Future<JsonWebKeys> fetch() {
    return client
        .request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url.toString()))
        .compose(
            request ->
                request
                    .send()
                    .compose(KeySource::body)
                    .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                    // After the timeout the server must not go on sending.
                    .onFailure(problem -> request.reset()))
        .map(body -> JsonWebKeys.parse(body.toString()));
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    response.exceptionHandler(whole::tryFail);
    if (response.statusCode() != 200) {
      whole.fail("the answer was " + response.statusCode());
      return whole.future();
    }
    Buffer body = Buffer.buffer();
    response.handler(
        chunk -> {
          if (body.length() + chunk.length() > LARGEST) {
            whole.tryFail("the answer is larger than any set of keys");
          } else {
            body.appendBuffer(chunk);
          }
        });
    response.endHandler(end -> whole.tryComplete(body));
    return whole.future();
  }
}
