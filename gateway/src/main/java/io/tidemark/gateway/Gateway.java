package io.tidemark.gateway;

import io.tidemark.boot.Foundation;
import io.vertx.core.Future;

/** The gateway of a process. */
public final class Gateway {

  private final Foundation foundation;
  private final String deployment;
  private final GatewayVerticle verticle;
  private final int port;

  private Gateway(Foundation foundation, String deployment, GatewayVerticle verticle) {
    this.foundation = foundation;
    this.deployment = deployment;
    this.verticle = verticle;
    this.port = verticle.port();
  }

  /** Serves on all processors of the machine. */
  public static Future<Gateway> deploy(Foundation foundation) {
    return deploy(foundation, Runtime.getRuntime().availableProcessors());
  }

  static Future<Gateway> deploy(Foundation foundation, int eventLoops) {
    var verticle = new GatewayVerticle(foundation, eventLoops);
    return foundation
        .vertx()
        .deployVerticle(verticle)
        .map(deployment -> new Gateway(foundation, deployment, verticle));
  }

  public int port() {
    return port;
  }

  int eventLoops() {
    return verticle.eventLoops();
  }

  /** Takes no new connections and answers the requests that are being served. */
  public Future<Void> undeploy() {
    return verticle.shutdown().eventually(() -> foundation.vertx().undeploy(deployment));
  }
}
