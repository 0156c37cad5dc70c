package io.tidemark.standalone;

import io.tidemark.boot.Foundation;
import io.tidemark.gateway.Gateway;
import io.tidemark.studio.MetricsRefresh;
import io.tidemark.telemetry.Management;
import io.tidemark.tracker.Tracker;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;

/** Every verticle of Tidemark in one process. */
public final class Application {

  private final Foundation foundation;
  private final Management management;
  private final HttpServer managementServer;
  private final Tracker tracker;
  private final MetricsRefresh metricsRefresh;
  private final Gateway gateway;

  private Application(
      Foundation foundation,
      Management management,
      HttpServer managementServer,
      Tracker tracker,
      MetricsRefresh metricsRefresh,
      Gateway gateway) {
    this.foundation = foundation;
    this.management = management;
    this.managementServer = managementServer;
    this.tracker = tracker;
    this.metricsRefresh = metricsRefresh;
    this.gateway = gateway;
  }

  /** Starts everything; fails, with nothing left running, when a port is taken. */
  public static Future<Application> start(Foundation foundation) {
    var http = foundation.settings().http();
    var management =
        new Management(foundation.vertx(), foundation.meters())
            .needs("postgres", () -> foundation.pool().query("select 1").execute());
    return management
        .listen(http.host(), http.managementPort())
        .compose(
            server ->
                deploy(foundation, management, server)
                    .recover(
                        problem ->
                            server.close().transform(closed -> Future.failedFuture(problem))));
  }

  private static Future<Application> deploy(
      Foundation foundation, Management management, HttpServer server) {
    return Tracker.deploy(foundation)
        .compose(
            tracker ->
                deploy(foundation, management, server, tracker)
                    .recover(
                        problem ->
                            tracker
                                .undeploy()
                                .transform(undeployed -> Future.failedFuture(problem))))
        .onSuccess(started -> management.started());
  }

  private static Future<Application> deploy(
      Foundation foundation, Management management, HttpServer server, Tracker tracker) {
    return MetricsRefresh.deploy(foundation)
        .compose(
            refresh ->
                Gateway.deploy(foundation)
                    .map(
                        gateway ->
                            new Application(
                                foundation, management, server, tracker, refresh, gateway))
                    .recover(
                        problem ->
                            refresh
                                .undeploy()
                                .transform(undeployed -> Future.failedFuture(problem))));
  }

  /** Where the console and the API are. */
  public int port() {
    return gateway.port();
  }

  /** Where health and metrics are. */
  public int managementPort() {
    return managementServer.actualPort();
  }

  /** Stops taking work, finishes what is in hand, closes the stores. */
  public Future<Void> stop() {
    management.stopping();
    return gateway
        .undeploy()
        .eventually(metricsRefresh::undeploy)
        .eventually(tracker::undeploy)
        .eventually(managementServer::close)
        .eventually(foundation::close);
  }
}
