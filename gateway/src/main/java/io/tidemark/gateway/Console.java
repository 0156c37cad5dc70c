package io.tidemark.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;

/**
 * Serves the console at {@code /}, the contract at {@code /openapi.yaml}, and its reference at
 * {@code /docs}.
 */
final class Console {

  private static final String JAVASCRIPT = "text/javascript";

  private static final String DOCS = "/docs";

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Scalar needs inline styles. */
  private static final String POLICY_OF_DOCS =
      POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

  private static final String SCALAR = "META-INF/resources/webjars/scalar/scalar.js";

  private Console() {}

  /**
   * Serves all pages. The folder of the console has a unique name, because a folder of that name in
   * the working directory would take precedence over the class path.
   */
  static void serve(Router router) {
    router
        .route("/" + Contract.FILE)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(
            request ->
                request
                    .response()
                    .putHeader("Content-Type", "application/yaml")
                    .end(Contract.text()));
    serve(router, "/vendor/uplot.js", Webjar.path("uplot", "dist/uPlot.esm.js"), JAVASCRIPT);
    serve(router, "/vendor/uplot.css", Webjar.path("uplot", "dist/uPlot.min.css"), "text/css");
    serve(router, "/vendor/uplot.LICENSE", Webjar.path("uplot", "LICENSE"), "text/plain");
    serve(router, "/vendor/scalar.js", SCALAR, JAVASCRIPT);
    serve(router, DOCS, "tidemark-docs/docs.html", "text/html");
    serve(router, "/docs.js", "tidemark-docs/docs.js", JAVASCRIPT);
    router
        .route("/*")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(Console::secured)
        .handler(StaticHandler.create("tidemark-console"));
  }

  /** Serves a file of the class path, which is read for each request. */
  private static void serve(Router router, String address, String path, String type) {
    router
        .route(address)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(Console::secured)
        .handler(
            request ->
                request
                    .vertx()
                    .fileSystem()
                    .readFile(path)
                    .onSuccess(
                        content ->
                            request
                                .response()
                                .putHeader("Content-Type", type + "; charset=utf-8")
                                .end(content))
                    .onFailure(request::fail));
  }

  private static void secured(RoutingContext request) {
    request
        .response()
        .putHeader(
            "Content-Security-Policy",
            request.normalizedPath().equals(DOCS) ? POLICY_OF_DOCS : POLICY)
        // The files depend on each other: after an update a cache must not mix old and new ones.
        .putHeader("Cache-Control", "no-cache")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer");
    request.next();
  }
}
