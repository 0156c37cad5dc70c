package io.tidemark.gateway;

import io.tidemark.boot.Foundation;
import io.vertx.core.Future;

/** The gateway of a process. */
public final class Gateway {

  private final Foundation foundation;
  private final String deployment;
  private final int port;

  private Gateway(Foundation foundation, String deployment, int port) {
    this.foundation = foundation;
    this.deployment = deployment;
    this.port = port;
  }

  public static Future<Gateway> deploy(Foundation foundation) {
    var verticle = new GatewayVerticle(foundation);
    return foundation
        .vertx()
        .deployVerticle(verticle)
        .map(deployment -> new Gateway(foundation, deployment, verticle.port()));
  }

  public int port() {
    return port;
  }

  public Future<Void> undeploy() {
    return foundation.vertx().undeploy(deployment);
  }
}
