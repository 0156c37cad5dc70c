package io.tidemark.gateway.problems;

import io.vertx.ext.web.RoutingContext;

/** The path of a request for logs, without the key that a webhook's path may contain. */
final class LoggedPath {

  private static final String WEBHOOKS = "/api/webhooks/twitter";

  private LoggedPath() {}

  static String of(RoutingContext request) {
    String path = request.normalizedPath();
    return path.startsWith(WEBHOOKS)
        ? WEBHOOKS + (path.length() > WEBHOOKS.length() ? "/…" : "")
        : path;
  }
}
