package io.tidemark.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

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
    return vertx
        .fileSystem()
        .readFile(FILE)
        .map(file -> file.toString().replace("application/problem+json", "application/json"))
        .map(Contract::parse)
        .compose(contract -> OpenAPIContract.from(vertx, contract));
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
