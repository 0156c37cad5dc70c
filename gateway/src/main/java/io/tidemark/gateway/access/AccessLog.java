package io.tidemark.gateway.access;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for each request when it has been answered, to the logger {@code
 * tidemark.access-log}. A line has no query, no header and no key of a path.
 */
public final class AccessLog implements Handler<RoutingContext> {

  private static final Logger log = LoggerFactory.getLogger("tidemark.access-log");

  /** The key of a webhook may stand in its path. */
  private static final Pattern WEBHOOK_KEY = Pattern.compile("(/api/webhooks/[^/]+/).+");

  private static final int MOST_CHARACTERS = 500;

  @Override
  public void handle(RoutingContext request) {
    long began = System.nanoTime();
    request.addEndHandler(
        ended ->
            log.atInfo()
                .addKeyValue("method", request.request().method().name())
                .addKeyValue("path", path(request))
                .addKeyValue("status", request.response().getStatusCode())
                .addKeyValue("cut_off", ended.failed())
                .addKeyValue("millis", (System.nanoTime() - began) / 1_000_000)
                .addKeyValue("received", request.request().bytesRead())
                .addKeyValue("sent", request.response().bytesWritten())
                .addKeyValue("caller", Callers.name(request))
                .addKeyValue("address", Addresses.of(request))
                .log("Answered"));
    request.next();
  }

  /** As it is routed: an encoded or doubled slash hides no key from the pattern. */
  private static String normalized(RoutingContext request) {
    try {
      return request.normalizedPath();
    } catch (IllegalArgumentException undecodable) {
      return "undecodable";
    }
  }

  private static String path(RoutingContext request) {
    String path = normalized(request).replaceAll("/+", "/");
    String known = WEBHOOK_KEY.matcher(path).replaceFirst("$1{token}");
    return known.length() > MOST_CHARACTERS ? known.substring(0, MOST_CHARACTERS) + "…" : known;
  }
}
