package io.tidemark.simulator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.clock.SettableClock;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A simulator on a clock that stands still, and a client. */
public final class RunningSimulator implements AutoCloseable {

  public static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  public static final SimulatedCounters SOME = new SimulatedCounters(12, 3, 140, 1, 9_120, 7);

  public final Vertx vertx = Vertx.vertx();
  public final SettableClock clock = new SettableClock(NOON);
  public final PlatformSimulator simulator;
  private final WebClient client = WebClient.create(vertx);

  public RunningSimulator() {
    simulator = new PlatformSimulator(vertx, clock, SimulatorSettings.defaults());
    await(simulator.start());
  }

  public static <T> T await(Future<T> future) {
    try {
      return future.await(5, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within 5 s", e);
    }
  }

  /** Looks again every few milliseconds until it is so, or fails after 5 s. */
  public void until(BooleanSupplier reached) {
    for (int i = 0; i < 500 && !reached.getAsBoolean(); i++) {
      await(vertx.timer(10));
    }
    assertThat(reached.getAsBoolean()).as("reached within 5 s").isTrue();
  }

  /** A tweet with {@link #SOME} counters, posted an hour ago. */
  public SimulatedTweet post() {
    return simulator
        .tweets()
        .post(TweetDraft.growing(ScriptedGrowth.always(SOME)).at(NOON.minus(Duration.ofHours(1))));
  }

  public HttpResponse<Buffer> get(String path) {
    return await(asking(path));
  }

  /** With the keys of both platforms. */
  public Future<HttpResponse<Buffer>> asking(String path) {
    return client
        .getAbs(simulator.baseUrl() + path)
        .putHeader("X-API-Key", "demo-key")
        .putHeader("Authorization", "Bearer demo-key")
        .send();
  }

  public HttpResponse<Buffer> getAs(String token, String path) {
    return await(askingAs(token, path));
  }

  public Future<HttpResponse<Buffer>> askingAs(String token, String path) {
    return client
        .getAbs(simulator.baseUrl() + path)
        .putHeader("Authorization", "Bearer " + token)
        .send();
  }

  public Future<HttpResponse<Buffer>> askingWith(Map<String, String> headers, String path) {
    var request = client.getAbs(simulator.baseUrl() + path);
    headers.forEach(request::putHeader);
    return request.send();
  }

  /** A body of JSON. */
  public HttpResponse<Buffer> postAs(String token, String path, String body) {
    return await(
        client
            .postAbs(simulator.baseUrl() + path)
            .putHeader("Authorization", "Bearer " + token)
            .putHeader("content-type", "application/json")
            .sendBuffer(Buffer.buffer(body)));
  }

  /** As a form in a browser does. */
  public HttpResponse<Buffer> submit(String path, Map<String, String> form) {
    MultiMap fields = MultiMap.caseInsensitiveMultiMap().addAll(form);
    return await(client.postAbs(simulator.baseUrl() + path).sendForm(fields));
  }

  public HttpResponse<Buffer> getWithoutKey(String path) {
    return await(client.getAbs(simulator.baseUrl() + path).send());
  }

  public HttpResponse<Buffer> send(HttpMethod method, String path, @Nullable String body) {
    var request =
        client
            .requestAbs(method, simulator.baseUrl() + path)
            .putHeader("X-API-Key", "demo-key")
            .putHeader("content-type", "application/json");
    return await(body == null ? request.send() : request.sendBuffer(Buffer.buffer(body)));
  }

  public JsonObject json(String path) {
    return get(path).bodyAsJsonObject();
  }

  /** Closes the client with its pending calls; it cannot be used afterwards. */
  public void leaveAll() {
    client.close();
  }

  @Override
  public void close() {
    await(simulator.stop());
    await(vertx.close());
  }
}
