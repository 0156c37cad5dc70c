package io.tidemark.gateway.access;

import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;

/** Where a request comes from: the proxy's word for it where there is a proxy to trust. */
public final class Addresses {

  private Addresses() {}

  public static String of(RoutingContext request) {
    SocketAddress remote = request.request().remoteAddress();
    return remote == null ? "unknown" : String.valueOf(remote.hostAddress());
  }
}
