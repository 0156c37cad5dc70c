package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a reader of openapi.yaml, or of a client that is generated from it, can rely on. */
class OpenApiDocumentTest {

  private static final Vertx VERTX = Vertx.vertx();

  private static OpenAPIContract contract;
  private static JsonNode document;

  @BeforeAll
  static void read() throws IOException {
    contract = await(Contract.load(VERTX));
    document = new YAMLMapper().readTree(Contract.text());
  }

  @AfterAll
  static void end() {
    await(VERTX.close());
  }

  /** A node, or the component that it refers to. */
  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private static JsonNode inDocument(Operation operation) {
    return document
        .path("paths")
        .path(operation.getOpenAPIPath())
        .path(operation.getHttpMethod().name().toLowerCase(Locale.ROOT));
  }

  @Test
  void everyBodyHasAnExampleThatFitsItsSchema() {
    for (Operation operation : contract.operations()) {
      JsonNode known = inDocument(operation);
      if (known.has("requestBody")) {
        check(
            operation.getOperationId(),
            known.path("requestBody"),
            operation.getRequestBody().getContent());
      }
      known
          .path("responses")
          .properties()
          .forEach(
              response ->
                  check(
                      operation.getOperationId() + " " + response.getKey(),
                      resolved(response.getValue()),
                      operation.getResponse(Integer.parseInt(response.getKey())).getContent()));
    }
  }

  private static void check(String where, JsonNode body, Map<String, MediaType> contents) {
    body.path("content")
        .properties()
        .forEach(
            content -> {
              MediaType media = contents.get(Contract.withKnownMediaTypes(content.getKey()));
              List<JsonNode> examples = examples(content.getValue());
              assertThat(examples).as(where).isNotEmpty();
              if (content.getKey().startsWith("text/")) {
                assertThat(examples).as(where).allMatch(JsonNode::isTextual);
                return;
              }
              for (JsonNode example : examples) {
                OutputUnit checked =
                    contract
                        .getSchemaRepository()
                        .validator(media.getSchema())
                        .validate(Json.decodeValue(example.toString()));
                assertThat(checked.getValid()).as(where + " " + checked.getErrors()).isTrue();
              }
            });
  }

  private static List<JsonNode> examples(JsonNode content) {
    List<JsonNode> examples = new ArrayList<>();
    if (content.has("example")) {
      examples.add(content.get("example"));
    }
    content.path("examples").forEach(example -> examples.add(resolved(example).get("value")));
    return examples;
  }

  @Test
  void everyOperationNamesItsScopeForPeopleAndForMachines() {
    for (Operation operation : contract.operations()) {
      String id = operation.getOperationId();
      JsonNode known = inDocument(operation);
      String description = known.path("description").asText();

      assertThat(description).as(id).isNotBlank();
      assertThat(known.has("x-scope"))
          .as(id)
          .isNotEqualTo(operation.getSecurityRequirements().isEmpty());
      if (known.has("x-scope")) {
        assertThat(description)
            .as(id)
            .contains("Scope: `%s`".formatted(known.get("x-scope").asText()));
      }
    }
  }

  @Test
  void everyPropertyAndParameterIsDescribed() {
    List<String> bare = new ArrayList<>();
    undescribed(document.at("/components/schemas"), "schemas", bare);
    undescribed(document.at("/components/responses"), "responses", bare);
    document
        .at("/components/schemas")
        .properties()
        .forEach(schema -> described(schema.getKey(), allOf(schema.getValue()), bare));
    document
        .findValues("parameters")
        .forEach(
            parameters ->
                parameters.forEach(parameter -> described(parameter.toString(), parameter, bare)));

    assertThat(bare).isEmpty();
  }

  /** Of a schema that extends others, the part of its own. */
  private static JsonNode allOf(JsonNode schema) {
    return schema.path("allOf").isEmpty() ? schema : schema.path("allOf").path(0);
  }

  private static void undescribed(JsonNode node, String where, List<String> bare) {
    if (node.path("properties").isObject() && !node.path("properties").has("properties")) {
      node.path("properties")
          .properties()
          .forEach(
              property -> described(where + "." + property.getKey(), property.getValue(), bare));
    }
    node.properties()
        .forEach(child -> undescribed(child.getValue(), where + "." + child.getKey(), bare));
    if (node.isArray()) {
      node.forEach(item -> undescribed(item, where, bare));
    }
  }

  private static void described(String where, JsonNode node, List<String> bare) {
    if (!node.has("$ref") && node.path("description").asText().isBlank()) {
      bare.add(where);
    }
  }
}
