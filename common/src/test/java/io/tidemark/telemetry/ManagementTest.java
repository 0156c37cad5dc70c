package io.tidemark.telemetry;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tidemark.boot.AppContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagementTest {

  private final PrometheusMeterRegistry meters = AppContext.newMeters();
  private final Vertx vertx = AppContext.newVertx(meters, Optional.empty());
  private final Management management = new Management(vertx, meters);
  private final HttpServer server = await(management.listen("127.0.0.1", 0));
  private final WebClient client = WebClient.create(vertx);

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void aProcessIsAliveBeforeItIsStartedAndStartedBeforeItIsReady() {
    assertUp("/health/live");
    assertDown("/health/started", new JsonObject());
    assertDown("/health/ready", new JsonObject().put("reason", "starting"));

    management.started();

    assertUp("/health/live");
    assertUp("/health/started");
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void aProcessThatStopsIsAliveAndNotReady() {
    management.started();
    management.stopping();

    assertUp("/health/live");
    assertUp("/health/started");
    assertDown("/health/ready", new JsonObject().put("reason", "stopping"));
  }

  @Test
  void aScrapeSaysWhetherEachNeedIsMetWithoutAProbe() {
    var postgres = new AtomicReference<>(Future.succeededFuture(1));
    management.needs("postgres", postgres::get);
    assertThat(get("/metrics").bodyAsString()).contains("tidemark_ready{check=\"postgres\"} 1.0");

    postgres.set(Future.failedFuture("away"));

    assertThat(get("/metrics").bodyAsString()).contains("tidemark_ready{check=\"postgres\"} 0.0");
  }

  @Test
  void aNeedThatFailsIsNamedUntilItIsMetAgain() {
    var postgres = new AtomicReference<>(Future.succeededFuture(1));
    management.needs("postgres", postgres::get).needs("redis", () -> Future.succeededFuture());
    management.started();
    assertReady(200, "UP", new JsonObject().put("postgres", "UP").put("redis", "UP"));

    postgres.set(Future.failedFuture("Connection refused: user tidemark, password hunter2"));
    assertReady(503, "DOWN", new JsonObject().put("postgres", "DOWN").put("redis", "UP"));
    assertThat(get("/health/ready").bodyAsString()).doesNotContain("hunter2");
    assertUp("/health/live");

    postgres.set(Future.succeededFuture(1));
    assertReady(200, "UP", new JsonObject().put("postgres", "UP").put("redis", "UP"));
  }

  @Test
  void whatIsNeededFirstIsNeverAskedAgainOnceItWasMet() {
    var cluster = new AtomicReference<Future<?>>(Future.failedFuture("not safe"));
    var asked = new AtomicInteger();
    management.needsFirst(
        "cluster",
        () -> {
          asked.incrementAndGet();
          return cluster.get();
        });
    management.started();
    assertReady(503, "DOWN", new JsonObject().put("cluster", "DOWN"));

    cluster.set(Future.succeededFuture());
    assertReady(200, "UP", new JsonObject().put("cluster", "UP"));

    cluster.set(Promise.promise().future()); // a member is lost: who asks now waits for its end
    assertReady(200, "UP", new JsonObject().put("cluster", "UP"));
    assertThat(asked).hasValue(2);
  }

  @Test
  void aNeedThatThrowsIsDown() {
    management.needs(
        "postgres",
        () -> {
          throw new IllegalStateException("the pool is closed");
        });
    management.started();

    assertReady(503, "DOWN", new JsonObject().put("postgres", "DOWN"));
  }

  @Test
  void aNeedThatDoesNotAnswerIsDown() {
    management.needs("postgres", () -> Promise.promise().future());
    management.started();

    assertReady(503, "DOWN", new JsonObject().put("postgres", "DOWN"));
  }

  @Test
  void metricsAreInPrometheusText() {
    meters.counter("tidemark.lots.fired", "zone", "warm").increment(3);

    HttpResponse<Buffer> answer = get("/metrics");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.getHeader("Content-Type")).startsWith("text/plain");
    assertThat(answer.bodyAsString())
        .contains("# TYPE tidemark_lots_fired_total counter")
        .contains("tidemark_lots_fired_total{zone=\"warm\"} 3.0")
        .as("what Vert.x counts itself")
        .contains("vertx_http_server_");
  }

  @Test
  void eachOfTwoVertxOfAProcessIsCountedInItsOwnMeters() {
    PrometheusMeterRegistry others = AppContext.newMeters();
    Vertx second = AppContext.newVertx(others, Optional.empty());
    try {
      HttpServer theirs = await(new Management(second, others).listen("127.0.0.1", 0));

      String answer =
          await(client.get(theirs.actualPort(), "127.0.0.1", "/metrics").send()).bodyAsString();

      assertThat(answer).contains("vertx_http_server_");
    } finally {
      await(second.close());
    }
  }

  @Test
  void nothingElseIsServed() {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/health").statusCode()).isEqualTo(404);
  }

  private void assertUp(String path) {
    HttpResponse<Buffer> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.bodyAsJsonObject()).isEqualTo(new JsonObject().put("status", "UP"));
  }

  private void assertDown(String path, JsonObject details) {
    HttpResponse<Buffer> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.bodyAsJsonObject())
        .isEqualTo(new JsonObject().put("status", "DOWN").mergeIn(details));
  }

  private void assertReady(int status, String said, JsonObject checks) {
    HttpResponse<Buffer> answer = get("/health/ready");
    assertThat(answer.bodyAsJsonObject())
        .isEqualTo(new JsonObject().put("status", said).put("checks", checks));
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  private HttpResponse<Buffer> get(String path) {
    return await(client.get(server.actualPort(), "127.0.0.1", path).send());
  }
}
