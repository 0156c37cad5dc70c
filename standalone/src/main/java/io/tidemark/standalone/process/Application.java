package io.tidemark.standalone.process;

import io.tidemark.boot.AppContext;
import io.tidemark.jobs.Watchdog;
import io.tidemark.postgres.Postgres;
import io.tidemark.standalone.process.Role.Part;
import io.tidemark.telemetry.EventLoopLag;
import io.tidemark.telemetry.Management;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The verticles of one process, of one or more roles. */
public final class Application {

  private static final Logger log = LoggerFactory.getLogger(Application.class);

  /**
   * The time limit for work in progress at a stop. The whole stop, including leaving the cluster,
   * must fit into 20 seconds. Unfinished work becomes claimable when its lease expires.
   */
  private static final Duration WORK_IN_PROGRESS = Duration.ofSeconds(8);

  private final AppContext app;
  private final Management management;
  private final HttpServer managementServer;
  private final Map<Role, Part> parts = new LinkedHashMap<>();

  private Application(AppContext app, Management management, HttpServer managementServer) {
    this.app = app;
    this.management = management;
    this.managementServer = managementServer;
  }

  /** Starts all roles; on failure, such as a port in use, nothing is left running. */
  public static Future<Application> start(AppContext app) {
    return start(app, EnumSet.allOf(Role.class), Map.of());
  }

  /**
   * Starts these roles; on failure, such as a port in use, nothing is left running.
   *
   * @param first a condition for readiness that must have held once, such as a complete cluster;
   *     later changes of other processes do not affect readiness
   */
  public static Future<Application> start(
      AppContext app, Set<Role> roles, Map<String, Supplier<Future<?>>> first) {
    var http = app.settings().http();
    var management =
        new Management(app.vertx(), app.meters())
            .needs("postgres", () -> Postgres.takesWrites(app.pool()))
            .needs("passes", () -> Watchdog.of(app.vertx()).check());
    first.forEach(management::needsFirst);
    return management
        .listen(http.host(), http.managementPort())
        .compose(
            server -> {
              var application = new Application(app, management, server);
              return application
                  .deploy(roles)
                  .recover(
                      problem ->
                          application
                              .undeploy()
                              .eventually(server::close)
                              .transform(undone -> Future.failedFuture(problem)))
                  .map(application);
            })
        // Deployment completes when the consumers are registered in the whole cluster.
        .onSuccess(started -> management.started());
  }

  private Future<Void> deploy(Set<Role> roles) {
    Future<Void> deployed = Future.succeededFuture();
    for (Role role : EnumSet.copyOf(roles)) {
      deployed =
          deployed
              .compose(before -> role.deploy(app))
              .onSuccess(part -> parts.put(role, part))
              .compose(part -> watchLoops(role));
    }
    return deployed;
  }

  /**
   * Watches as many event loops as there are processors; a gateway watches those of its servers.
   */
  private Future<Void> watchLoops(Role role) {
    return role == Role.GATEWAY
        ? Future.succeededFuture()
        : app.vertx()
            .deployVerticle(
                () -> EventLoopLag.verticle(app.meters(), role.word()),
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors()))
            .mapEmpty();
  }

  /** What its verticles share. */
  public AppContext app() {
    return app;
  }

  /** The port of the console and the API. */
  public int port() {
    return parts.values().stream()
        .flatMapToInt(part -> part.port().stream())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("this process has no gateway"));
  }

  public boolean servesHttp() {
    return parts.values().stream().anyMatch(part -> part.port().isPresent());
  }

  /** The port of health and metrics. */
  public int managementPort() {
    return managementServer.actualPort();
  }

  /** Stops claiming, finishes or releases work in progress, and closes the stores. */
  public Future<Void> stop() {
    management.stopping();
    return undeploy().eventually(managementServer::close).eventually(app::close);
  }

  /** Undeploys the gateway first, which calls the others, then the others concurrently. */
  private Future<Void> undeploy() {
    Part gateway = parts.get(Role.GATEWAY);
    List<Part> others = new ArrayList<>(parts.values());
    others.remove(gateway);
    Future<Void> quiet =
        gateway == null ? Future.succeededFuture() : undeploy(gateway).otherwiseEmpty();
    return quiet.eventually(() -> Future.join(others.stream().map(this::undeploy).toList()));
  }

  private Future<Void> undeploy(Part part) {
    return part.undeploy()
        .get()
        .timeout(WORK_IN_PROGRESS.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            problem ->
                log.atWarn()
                    .addKeyValue("problem", problem.getMessage())
                    .log(
                        "Work in progress did not end in time; it becomes claimable when its lease"
                            + " expires"));
  }
}
