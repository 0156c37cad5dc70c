package io.tidemark.gateway;

import io.tidemark.boot.AppContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The gateway of a process. */
public final class Gateway {

  private final AppContext app;
  private final String deployment;
  private final GatewayVerticle verticle;
  private final int port;

  private Gateway(AppContext app, String deployment, GatewayVerticle verticle) {
    this.app = app;
    this.deployment = deployment;
    this.verticle = verticle;
    this.port = verticle.port();
  }

  /**
   * Loads what every gateway of this process needs, beside other work of a start. A gateway that
   * was not prepared for loads it itself.
   */
  public static Future<Void> prepare(Vertx vertx) {
    return Contract.load(vertx).mapEmpty();
  }

  /** Serves on one event loop per processor. */
  public static Future<Gateway> deploy(AppContext app) {
    return deploy(app, Runtime.getRuntime().availableProcessors());
  }

  static Future<Gateway> deploy(AppContext app, int eventLoops) {
    var verticle = new GatewayVerticle(app, eventLoops);
    return app.vertx()
        .deployVerticle(verticle)
        .map(deployment -> new Gateway(app, deployment, verticle));
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  int eventLoops() {
    return verticle.eventLoops();
  }

  /** Stops accepting connections, and completes when running requests are answered. */
  public Future<Void> undeploy() {
    return verticle.shutdown().eventually(() -> app.vertx().undeploy(deployment));
  }
}
