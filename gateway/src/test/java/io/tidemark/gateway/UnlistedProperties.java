package io.tidemark.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Finds properties of answers that openapi.yaml does not list: nothing else may leave a record. */
final class UnlistedProperties {

  private static final JsonNode DOCUMENT = document();

  private UnlistedProperties() {}

  private static JsonNode document() {
    try {
      return new YAMLMapper().readTree(Contract.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The paths of unlisted properties in an answer of JSON. */
  static List<String> in(String operationId, Answer answer) {
    String type = String.valueOf(answer.header("Content-Type"));
    List<String> unlisted = new ArrayList<>();
    if (type.startsWith("application/") && type.contains("json")) {
      JsonNode schema =
          resolved(operation(operationId).path("responses").path(String.valueOf(answer.status())))
              .path("content")
              .path(type)
              .path("schema");
      try {
        check("", new ObjectMapper().readTree(answer.body()), List.of(schema), unlisted);
      } catch (IOException e) {
        throw new UncheckedIOException(answer.body(), e);
      }
    }
    return unlisted;
  }

  private static JsonNode operation(String id) {
    return StreamSupport.stream(DOCUMENT.path("paths").spliterator(), false)
        .flatMap(path -> StreamSupport.stream(path.spliterator(), false))
        .filter(operation -> operation.path("operationId").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? DOCUMENT.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** The schemas that may describe a value: itself, and those that it is composed of. */
  private static Stream<JsonNode> composed(JsonNode schema) {
    JsonNode known = resolved(schema);
    return Stream.concat(
        Stream.of(known),
        Stream.of("allOf", "oneOf", "anyOf")
            .flatMap(kind -> StreamSupport.stream(known.path(kind).spliterator(), false))
            .flatMap(UnlistedProperties::composed));
  }

  private static void check(
      String path, JsonNode value, List<JsonNode> schemas, List<String> unlisted) {
    List<JsonNode> all = schemas.stream().flatMap(UnlistedProperties::composed).toList();
    if (value.isArray()) {
      List<JsonNode> items = some(all, "items");
      value.forEach(item -> check(path + "[]", item, items, unlisted));
    }
    boolean listed = all.stream().anyMatch(schema -> schema.has("properties"));
    value
        .properties()
        .forEach(
            property -> {
              String name = property.getKey();
              List<JsonNode> known =
                  all.stream()
                      .map(schema -> schema.path("properties").path(name))
                      .filter(JsonNode::isObject)
                      .toList();
              List<JsonNode> free = some(all, "additionalProperties");
              if (!known.isEmpty() || !free.isEmpty()) {
                List<JsonNode> either = known.isEmpty() ? free : known;
                check(path + "." + name, property.getValue(), either, unlisted);
              } else if (listed) {
                unlisted.add(path + "." + name);
              }
            });
  }

  private static List<JsonNode> some(List<JsonNode> schemas, String part) {
    return schemas.stream().map(schema -> schema.path(part)).filter(JsonNode::isObject).toList();
  }
}
