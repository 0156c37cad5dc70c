package io.tidemark.gateway;

import io.tidemark.access.ApiKeys;
import io.tidemark.access.Credentials;
import io.tidemark.access.FailedAttempts;
import io.tidemark.access.QStashSignatures;
import io.tidemark.access.SignatureUses;
import io.tidemark.boot.AppContext;
import io.tidemark.gateway.access.AccessCheck;
import io.tidemark.gateway.access.AccessLog;
import io.tidemark.gateway.access.Forwarded;
import io.tidemark.gateway.access.QStashCheck;
import io.tidemark.gateway.access.WrongKeys;
import io.tidemark.gateway.changes.ChangeLog;
import io.tidemark.gateway.events.Listeners;
import io.tidemark.gateway.pauses.PauseEnds;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.problems.ProblemHandler;
import io.tidemark.gateway.webhook.Encodings;
import io.tidemark.gateway.webhook.WebhookAdmission;
import io.tidemark.settings.Settings;
import io.tidemark.telemetry.EventLoopLag;
import io.tidemark.telemetry.Traces;
import io.tidemark.tracker.lots.OverdueLots;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.AllowForwardHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Serves the operations of openapi.yaml and the console on several event loops. Objects they share
 * are thread-safe, or are used only on the event loop of this verticle.
 */
public final class GatewayVerticle extends VerticleBase {

  /**
   * How long running requests may take when the process stops, which has 20 seconds in total. A
   * delivery that is aborted was committed or not, and the sender repeats it.
   */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(7);

  /** The most open event streams; each takes a connection and up to 128 kB. */
  private static final int LISTENERS = 256;

  private static final Pattern FORM =
      Pattern.compile(
          "\\s*(multipart/|application/x-www-form-urlencoded)", Pattern.CASE_INSENSITIVE);

  /** The interval at which idle connections are closed. */
  private static final Duration SWEEP = Duration.ofSeconds(1);

  /** Servers of one Vert.x with the same negative port share a free port. */
  private static final AtomicInteger NEXT_FREE = new AtomicInteger();

  private final AppContext app;
  private final int eventLoops;
  private final Connections connections = new Connections(System::nanoTime);
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private Listeners listeners;

  /**
   * @param eventLoops number of serving event loops
   */
  public GatewayVerticle(AppContext app, int eventLoops) {
    this.app = app;
    this.eventLoops = eventLoops;
  }

  @Override
  public Future<?> start() {
    EventLoopLag.watch(vertx, app.meters(), "gateway");
    listeners = new Listeners(vertx, System::nanoTime, LISTENERS);
    return listeners
        .begin()
        .compose(heard -> Contract.load(vertx))
        .map(this::router)
        .compose(
            router -> {
              int given = app.settings().http().port();
              int port = given == 0 ? -NEXT_FREE.incrementAndGet() : given;
              return listen(vertx, router, port).compose(first -> more(router, port));
            });
  }

  private Future<HttpServer> listen(Vertx ofTheLoop, Router router, int port) {
    return ofTheLoop
        .createHttpServer(
            new HttpServerOptions()
                .setCompressionSupported(true)
                .setTcpKeepAlive(true)
                // With HTTP/2 in clear text a silent socket is not reported as a connection.
                .setHttp2ClearTextEnabled(false))
        .connectionHandler(connections::opened)
        .requestHandler(router)
        .listen(port, app.settings().http().host())
        .onSuccess(servers::add);
  }

  /** Servers of one process on the same port share its connections. */
  private Future<?> more(Router router, int port) {
    vertx.setPeriodic(SWEEP.toMillis(), tick -> connections.sweep());
    new PauseEnds(app.pool(), app.clock(), vertx.eventBus()).watch(vertx);
    OverdueLots.watch(app);
    return eventLoops < 2
        ? Future.succeededFuture()
        : vertx.deployVerticle(
            () ->
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    EventLoopLag.watch(vertx, app.meters(), "gateway");
                    return listen(vertx, router, port);
                  }
                },
            new DeploymentOptions().setInstances(eventLoops - 1));
  }

  /** The port it listens on; the configured one may be 0 for any free port. */
  public int port() {
    return servers.getFirst().actualPort();
  }

  /** The number of serving event loops. */
  int eventLoops() {
    return servers.size();
  }

  /** Stops accepting connections, and completes when running requests are answered. */
  Future<Void> shutdown() {
    return listeners
        .close()
        .compose(
            closed ->
                Future.join(
                    servers.stream()
                        .map(
                            server ->
                                server.shutdown(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
                        .toList()))
        .mapEmpty();
  }

  @Override
  public Future<?> stop() {
    return shutdown();
  }

  private Router router(OpenAPIContract contract) {
    Settings settings = app.settings();
    var wrongKeys =
        new WrongKeys(new FailedAttempts(settings.http().wrongKeysPerMinute(), System::nanoTime));
    var credentials = new Credentials(vertx, settings, new ApiKeys(app.pool()));
    var admission = new WebhookAdmission(settings.webhook(), credentials, wrongKeys, app.meters());
    var access =
        new AccessCheck(
            credentials,
            new QStashCheck(
                new QStashSignatures(settings.qstash()),
                new SignatureUses(app.redis()),
                settings.http().publicUrl()),
            wrongKeys,
            settings);
    RequestExtractor withBody = RequestExtractor.withBodyHandler();
    RouterBuilder builder =
        RouterBuilder.create(
            vertx,
            contract,
            // Access is checked first: a caller without it learns nothing about the request.
            (request, operation) -> {
              request.put(ProblemHandler.OPERATION, operation);
              // Before the access check: a signature is of the body before a proxy compressed it.
              Optional<Problem> unreadable =
                  Encodings.unpack(request, WebhookAdmission.mostOfOthers(settings.webhook()));
              return access
                  .check(request, operation)
                  .compose(
                      allowed ->
                          unreadable.isPresent()
                              ? Future.failedFuture(unreadable.get())
                              : withBody.extractValidatableRequest(request, operation));
            });
    builder.rootHandler(admission);
    Traces traces = app.traces();
    var changes = new ChangeLog(app.pool(), app.clock());
    new Handlers(app, listeners, credentials, admission)
        .all()
        .forEach(
            (operation, handler) -> {
              OpenAPIRoute route = builder.getRoute(operation).setDoSecurity(false);
              Operation called = route.getOperation();
              String name = called.getHttpMethod() + " " + called.getOpenAPIPath();
              Handler<RoutingContext> handling =
                  ChangeLog.isRecorded(called) ? changes.recording(operation, handler) : handler;
              route.addHandler(
                  request -> {
                    traces.called(name);
                    handling.handle(request);
                  });
            });
    // These read the body themselves: a body that is not JSON may be a test ping.
    builder.getRoute("receiveTwitterDelivery").setDoValidation(false);
    builder.getRoute("receiveZoneDelivery").setDoValidation(false);

    Router router = builder.createRouter();
    // Forwarded reads proxy headers; the library would trust them from any caller.
    router.allowForward(AllowForwardHeaders.NONE);
    router.route().order(-3).handler(connections);
    router.route().order(-2).handler(new Forwarded(settings.http()));
    if (settings.http().accessLog()) {
      router.route().order(-2).handler(new AccessLog());
    }
    Console.serve(router);
    Set<String> deliveries = operationsOfQStash(contract);
    var problems =
        new ProblemHandler(app.meters(), request -> QStashCheck.isSent(request, deliveries));
    // First, because an undecodable path would fail again in the failure handler.
    router.route().order(-1).handler(GatewayVerticle::readable).failureHandler(problems);
    router.errorHandler(404, problems).errorHandler(405, problems);
    return router;
  }

  private static Set<String> operationsOfQStash(OpenAPIContract contract) {
    return contract.operations().stream()
        .filter(QStashCheck::isOffered)
        .map(Operation::getAbsoluteOpenAPIPath)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static void readable(RoutingContext request) {
    try {
      request.normalizedPath();
      request.queryParams();
    } catch (IllegalArgumentException | HttpException undecodable) {
      throw Problem.of(Type.INVALID_REQUEST, "The path or the query cannot be decoded.");
    }
    // No operation takes a form, yet a delivery may be declared as one (curl -d). The body handler
    // would fail on a form that is none, and would consume a multipart body.
    String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && FORM.matcher(type).lookingAt()) {
      request.request().headers().remove(HttpHeaders.CONTENT_TYPE);
    }
    request.next();
  }
}
