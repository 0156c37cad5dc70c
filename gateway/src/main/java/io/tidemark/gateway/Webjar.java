package io.tidemark.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Serves files for browsers from the class path: those of libraries, and our own. */
final class Webjar {

  private Webjar() {}

  /** Serves a file of an npm library at an address without its version. */
  static void serve(Router router, String address, String library, String file, String type) {
    serve(router, address, path(library, file), type);
  }

  /** Serves a file of the class path, which is read for each request. */
  static void serve(Router router, String address, String path, String type) {
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

  private static String path(String library, String file) {
    var about = new Properties();
    String name = "META-INF/maven/org.webjars.npm/%s/pom.properties".formatted(library);
    try (InputStream properties = Webjar.class.getResourceAsStream("/" + name)) {
      about.load(Objects.requireNonNull(properties, name));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
    return "META-INF/resources/webjars/%s/%s/%s"
        .formatted(library, about.getProperty("version"), file);
  }
}
