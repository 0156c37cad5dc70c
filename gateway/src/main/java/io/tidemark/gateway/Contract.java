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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Loads openapi.yaml for the router and the tests. */
final class Contract {

  static final String FILE = "openapi.yaml";

  private static final String IF_NONE_MATCH =
      "        - $ref: \"#/components/parameters/IfNoneMatch\"\n";

  private static final String OR_SIGNED = "        - qstash: []\n";

  /**
   * Not validated here: the route of an import checks each post, so that one invalid post fails
   * alone.
   */
  private static final String NEW_POST = "items: { $ref: \"#/components/schemas/NewStudioPost\" }";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** Loaded once, because validating the contract is slow and it never changes. */
  private static volatile @Nullable OpenAPIContract loaded;

  private Contract() {}

  /** Loads the contract in a form that the library accepts; callers get the original file. */
  static Future<OpenAPIContract> load(Vertx vertx) {
    OpenAPIContract known = loaded;
    return known != null
        ? Future.succeededFuture(known)
        : vertx
            .executeBlocking(Contract::readable, false)
            .compose(contract -> OpenAPIContract.from(vertx, contract))
            .map(CachedContract::of)
            .onSuccess(contract -> loaded = contract);
  }

  /**
   * Works around Vert.x 5.0.8, which parses header parameters as JSON and so rejects lists of
   * entity tags, requires authentication handlers for a choice of schemes, accepts no relative
   * server, and validates text bodies as if they were JSON.
   */
  private static JsonObject readable() {
    JsonObject contract =
        parse(
            withKnownMediaTypes(
                text()
                    .replace(IF_NONE_MATCH, "")
                    .replace(OR_SIGNED, "")
                    .replace(NEW_POST, "items: {}")));
    contract.remove("servers");
    dropTextSchemas(contract);
    return contract;
  }

  private static void dropTextSchemas(JsonObject node) {
    for (String name : List.copyOf(node.fieldNames())) {
      if (node.getValue(name) instanceof JsonObject child) {
        if (name.startsWith("text/")) {
          node.put(name, new JsonObject());
        } else {
          dropTextSchemas(child);
        }
      }
    }
  }

  /**
   * Replaces media types that Vert.x 5.0.8 does not know, because it rejects contracts with them.
   */
  static String withKnownMediaTypes(String text) {
    return text.replace("application/problem+json", "application/json")
        .replace("text/csv", "text/plain")
        .replace("text/event-stream", "text/plain");
  }

  /** The original file; from the class path only, never from the working directory. */
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
