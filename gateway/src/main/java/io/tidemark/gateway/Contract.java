package io.tidemark.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** openapi.yaml, as the router and the tests read it. */
final class Contract {

  static final String FILE = "openapi.yaml";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private Contract() {}

  /**
   * Loads the contract. The library refuses a contract that mentions {@code
   * application/problem+json} (Vert.x 5.0.8), so it is told {@code application/json}; callers are
   * served the file as it is.
   */
  static Future<OpenAPIContract> load(Vertx vertx) {
    String told = text().replace("application/problem+json", "application/json");
    return OpenAPIContract.from(vertx, parse(told));
  }

  /** The file as it is; from the class path alone, never from where the process was started. */
  static String text() {
    try (InputStream file = Contract.class.getResourceAsStream("/" + FILE)) {
      return new String(Objects.requireNonNull(file, FILE).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    }
  }

  @SuppressWarnings("unchecked") // a YAML document of an object is a map
  private static JsonObject parse(String yaml) {
    try {
      return new JsonObject((Map<String, Object>) YAML.readValue(yaml, Map.class));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " is not YAML", e);
    }
  }
}
