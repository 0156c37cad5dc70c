package io.tidemark.gateway.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;

/** Where a request comes from: the proxy's word for it where there is a proxy to trust. */
public final class Addresses {

  private Addresses() {}

  /** The caller's address; the nearest proxy's where the proxies do not say. */
  public static String of(RoutingContext request) {
    SocketAddress remote = request.request().remoteAddress();
    return Forwarded.of(request)
        .flatMap(Forwarded.Outside::address)
        .orElseGet(() -> remote == null ? "unknown" : String.valueOf(remote.hostAddress()));
  }

  /** How the outside called us, as far as can be told. */
  static String url(RoutingContext request) {
    HttpServerRequest asked = request.request();
    Optional<Forwarded.Outside> outside = Forwarded.of(request);
    String seen = asked.absoluteURI();
    if (outside.isEmpty()) {
      return seen;
    }
    URI url = URI.create(seen);
    return outside.get().scheme().orElse(url.getScheme())
        + "://"
        + outside.get().host().orElse(url.getRawAuthority())
        + asked.uri();
  }
}
