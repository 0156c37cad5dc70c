package io.tidemark.gateway.access;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;

/** The address of a request's caller; a trusted proxy states it in a header. */
public final class Addresses {

  private Addresses() {}

  /** The caller's address; the nearest proxy's address when the proxies do not state it. */
  public static String of(RoutingContext request) {
    SocketAddress remote = request.request().remoteAddress();
    return Forwarded.of(request)
        .flatMap(Forwarded.OriginalRequest::address)
        .orElseGet(() -> remote == null ? "unknown" : String.valueOf(remote.hostAddress()));
  }

  /** The URL that the caller used, as far as it is known. */
  static String url(RoutingContext request) {
    HttpServerRequest asked = request.request();
    Optional<Forwarded.OriginalRequest> original = Forwarded.of(request);
    String seen = asked.absoluteURI();
    if (original.isEmpty()) {
      return seen;
    }
    URI url = URI.create(seen);
    return original.get().scheme().orElse(url.getScheme())
        + "://"
        + original.get().host().orElse(url.getRawAuthority())
        + asked.uri();
  }
}
