package io.tidemark.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What the platform that runs this process asks it, on a port of its own: {@code /health/live},
 * {@code /health/ready}, {@code /health/started}, {@code /metrics}.
 */
public final class Management {

  private static final int CHECK_MILLIS = 2_000;

  private final Vertx vertx;
  private final PrometheusMeterRegistry meters;
  private final HealthChecks readiness;
  private final Map<String, AtomicInteger> ready = new ConcurrentHashMap<>();
  private volatile boolean started;
  private volatile boolean stopping;

  public Management(Vertx vertx, PrometheusMeterRegistry meters) {
    this.vertx = vertx;
    this.meters = meters;
    this.readiness = HealthChecks.create(vertx);
    Gauge.builder("tidemark.ready", () -> started ? 1 : 0).tag("check", "started").register(meters);
  }

  /**
   * Something without which this process must not be sent work. The gauge {@code tidemark.ready}
   * says by {@code check} whether there was when it was last asked for.
   */
  public Management needs(String name, Supplier<Future<?>> check) {
    ready.put(name, meters.gauge("tidemark.ready", Tags.of("check", name), new AtomicInteger()));
    readiness.register(
        name,
        CHECK_MILLIS,
        promise ->
            check
                .get()
                .onSuccess(answer -> promise.tryComplete(Status.OK()))
                .onFailure(
                    problem ->
                        promise.tryComplete(
                            Status.KO(new JsonObject().put("problem", problem.getMessage())))));
    return this;
  }

  /** Something that must have been so once before this process is sent work, and no longer then. */
  public Management needsFirst(String name, Supplier<Future<?>> check) {
    var passed = new AtomicBoolean();
    return needs(
        name,
        () ->
            passed.get()
                ? Future.succeededFuture()
                : check.get().onSuccess(answer -> passed.set(true)));
  }

  /** Everything is deployed. */
  public void started() {
    started = true;
  }

  /** The process takes no new work and finishes what it has claimed. */
  public void stopping() {
    stopping = true;
  }

  /**
   * @param port 0 for a free one
   */
  public Future<HttpServer> listen(String host, int port) {
    Router router = Router.router(vertx);
    router.get("/health/live").handler(request -> answer(request, true, new JsonObject()));
    router.get("/health/started").handler(request -> answer(request, started, new JsonObject()));
    router.get("/health/ready").handler(this::ready);
    router
        .get("/metrics")
        .handler(request -> check().onComplete(checked -> request.next()))
        .blockingHandler(
            request ->
                request
                    .response()
                    .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                    .end(meters.scrape()),
            false);
    // Probes and scrapes are not traced.
    var options = new HttpServerOptions().setTracingPolicy(TracingPolicy.IGNORE);
    return vertx.createHttpServer(options).requestHandler(router).listen(port, host);
  }

  private void ready(RoutingContext request) {
    if (stopping || !started) {
      answer(request, false, new JsonObject().put("reason", stopping ? "stopping" : "starting"));
      return;
    }
    check()
        .onSuccess(
            result -> {
              var checks = new JsonObject();
              result
                  .getChecks()
                  .forEach(check -> checks.put(check.getId(), check.getUp() ? "UP" : "DOWN"));
              answer(request, result.getUp(), new JsonObject().put("checks", checks));
            })
        .onFailure(
            problem ->
                answer(request, false, new JsonObject().put("reason", problem.getMessage())));
  }

  private Future<CheckResult> check() {
    return readiness
        .checkStatus()
        .onSuccess(
            result ->
                result.getChecks().forEach(one -> ready.get(one.getId()).set(one.getUp() ? 1 : 0)));
  }

  private static void answer(RoutingContext request, boolean up, JsonObject body) {
    request
        .response()
        .setStatusCode(up ? 200 : 503)
        .putHeader("Content-Type", "application/json")
        .end(new JsonObject().put("status", up ? "UP" : "DOWN").mergeIn(body).encode());
  }
}
