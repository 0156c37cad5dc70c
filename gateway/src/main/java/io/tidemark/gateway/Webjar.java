package io.tidemark.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Files for browsers from the class path: of libraries that come as jars, and of our own. */
final class Webjar {

  private Webjar() {}

  /** A file of a library from npm, under an address without its version. */
  static void serve(Router router, String address, String library, String file, String type) {
    serve(router, address, path(library, file), type);
  }

  /** A file that is small enough to be kept in memory. */
  static void serve(Router router, String address, String path, String type) {
    Buffer content = Buffer.buffer(read(path));
    secured(router, address)
        .handler(
            request ->
                request
                    .response()
                    .putHeader("Content-Type", type + "; charset=utf-8")
                    .end(content));
  }

  /** A file of megabytes, which is read each time it is asked for. */
  static void serveLarge(Router router, String address, String path, String type) {
    secured(router, address)
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

  private static Route secured(Router router, String address) {
    return router
        .route(address)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(Console::secured);
  }

  private static String path(String library, String file) {
    var about = new Properties();
    String name = "META-INF/maven/org.webjars.npm/%s/pom.properties".formatted(library);
    try (InputStream properties = open(name)) {
      about.load(properties);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
    return "META-INF/resources/webjars/%s/%s/%s"
        .formatted(library, about.getProperty("version"), file);
  }

  private static byte[] read(String name) {
    try (InputStream file = open(name)) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream file = Webjar.class.getClassLoader().getResourceAsStream(name);
    if (file == null) {
      throw new IOException(name + " is not on the class path");
    }
    return file;
  }
}
