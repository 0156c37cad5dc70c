package io.tidemark.contract;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** A verticle of another project: it knows Vert.x and {@code docs/event-bus.md} alone. */
public final class ForeignVerticle extends VerticleBase {

  /** The body of the reply. */
  public Future<Object> ask(String address, Object body) {
    return vertx.eventBus().request(address, body).map(reply -> reply.body());
  }
}
