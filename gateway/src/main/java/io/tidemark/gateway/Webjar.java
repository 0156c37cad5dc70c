package io.tidemark.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** Finds files of npm libraries on the class path. */
final class Webjar {

  private Webjar() {}

  /** The class path resource of a file, which contains the version of the library. */
  static String path(String library, String file) {
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
