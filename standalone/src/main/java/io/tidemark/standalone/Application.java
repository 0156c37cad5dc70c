package io.tidemark.standalone;

import io.tidemark.boot.Foundation;
import io.tidemark.jobs.Watchdog;
import io.tidemark.postgres.Postgres;
import io.tidemark.standalone.Role.Part;
import io.tidemark.telemetry.Management;
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

/** The verticles of one process: of one role, of some, or of all. */
public final class Application {

  private static final Logger log = LoggerFactory.getLogger(Application.class);

  /**
   * How long the work in hand is waited for: all of a stop, leaving the cluster included, has to
   * fit into 20 seconds. What is not finished or given back by then comes back with its lease.
   */
  private static final Duration IN_HAND = Duration.ofSeconds(8);

  private final Foundation foundation;
  private final Management management;
  private final HttpServer managementServer;
  private final Map<Role, Part> parts = new LinkedHashMap<>();

  private Application(Foundation foundation, Management management, HttpServer managementServer) {
    this.foundation = foundation;
    this.management = management;
    this.managementServer = managementServer;
  }

  /** Starts everything; fails, with nothing left running, when a port is taken. */
  public static Future<Application> start(Foundation foundation) {
    return start(foundation, EnumSet.allOf(Role.class), Map.of());
  }

  /**
   * Starts some of the roles; fails, with nothing left running, when a port is taken.
   *
   * @param first what must have been so once before work is sent here, such as a cluster that is
   *     whole; what the others do afterwards makes this process no less able to work
   */
  public static Future<Application> start(
      Foundation foundation, Set<Role> roles, Map<String, Supplier<Future<?>>> first) {
    var http = foundation.settings().http();
    var management =
        new Management(foundation.vertx(), foundation.meters())
            .needs("postgres", () -> Postgres.takesWrites(foundation.pool()))
            .needs("passes", () -> Watchdog.of(foundation.vertx()).check());
    first.forEach(management::needsFirst);
    return management
        .listen(http.host(), http.managementPort())
        .compose(
            server -> {
              var application = new Application(foundation, management, server);
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
        // A verticle is deployed when its consumers are known to the whole cluster.
        .onSuccess(started -> management.started());
  }

  private Future<Void> deploy(Set<Role> roles) {
    Future<Void> deployed = Future.succeededFuture();
    for (Role role : EnumSet.copyOf(roles)) {
      deployed =
          deployed
              .compose(before -> role.deploy(foundation))
              .onSuccess(part -> parts.put(role, part))
              .mapEmpty();
    }
    return deployed;
  }

  /** Where the console and the API are; empty without a gateway. */
  public int port() {
    return parts.values().stream()
        .flatMapToInt(part -> part.port().stream())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("this process has no gateway"));
  }

  public boolean servesHttp() {
    return parts.values().stream().anyMatch(part -> part.port().isPresent());
  }

  /** Where health and metrics are. */
  public int managementPort() {
    return managementServer.actualPort();
  }

  /** Stops taking work, finishes or gives back what is in hand, closes the stores. */
  public Future<Void> stop() {
    management.stopping();
    return undeploy().eventually(managementServer::close).eventually(foundation::close);
  }

  /** First what asks the others, then all the others at once. */
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
        .timeout(IN_HAND.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            problem ->
                log.atWarn()
                    .addKeyValue("problem", problem.getMessage())
                    .log("Work in hand did not end in time; its lease brings it back"));
  }
}
