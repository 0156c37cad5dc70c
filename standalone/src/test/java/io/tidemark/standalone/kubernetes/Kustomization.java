package io.tidemark.standalone.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Renders a folder of manifests as {@code kubectl kustomize} does, for machines without it. It
 * knows what {@code k8s/} uses (resources, patches without lists, a namespace) and refuses the
 * rest.
 */
final class Kustomization {

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private Kustomization() {}

  /** The manifests by {@code kind/name}. */
  static Map<String, JsonNode> render(Path folder) {
    JsonNode kustomization = only(folder.resolve("kustomization.yaml"));
    allow(folder, kustomization, Set.of("apiVersion", "kind", "namespace", "resources", "patches"));
    Map<String, JsonNode> manifests = new LinkedHashMap<>();
    for (JsonNode resource : kustomization.path("resources")) {
      Path path = folder.resolve(resource.asText()).normalize();
      Map<String, JsonNode> more = Files.isDirectory(path) ? render(path) : read(path);
      more.forEach(
          (key, manifest) -> {
            if (manifests.put(key, manifest) != null) {
              throw new IllegalArgumentException(key + " is there twice: " + path);
            }
          });
    }
    for (JsonNode patch : kustomization.path("patches")) {
      allow(folder, patch, Set.of("path"));
      read(folder.resolve(patch.get("path").asText()))
          .forEach(
              (key, change) -> {
                JsonNode manifest = manifests.get(key);
                if (manifest == null) {
                  throw new IllegalArgumentException("a patch of nothing: " + key);
                }
                merge((ObjectNode) manifest, change, key);
              });
    }
    if (kustomization.has("namespace")) {
      manifests.values().stream()
          .filter(manifest -> !manifest.get("kind").asText().equals("Namespace"))
          .forEach(
              manifest ->
                  ((ObjectNode) manifest.get("metadata"))
                      .put("namespace", kustomization.get("namespace").asText()));
    }
    return manifests;
  }

  /** The manifests of one file, or of what a tool printed, by {@code kind/name}. */
  static Map<String, JsonNode> parse(String text) {
    Map<String, JsonNode> manifests = new LinkedHashMap<>();
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
      while (documents.hasNextValue()) {
        JsonNode manifest = documents.nextValue();
        String key = manifest.get("kind").asText() + "/" + manifest.at("/metadata/name").asText();
        if (manifests.put(key, manifest) != null) {
          throw new IllegalArgumentException(key + " is there twice");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no YAML", e);
    }
    return manifests;
  }

  private static Map<String, JsonNode> read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static JsonNode only(Path file) {
    try {
      return YAML.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static void allow(Path folder, JsonNode node, Set<String> known) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw new IllegalArgumentException(folder + " uses " + name + ", unknown here");
              }
            });
  }

  /** A null takes away. What becomes of lists depends on each list's type: not here. */
  private static void merge(ObjectNode into, JsonNode change, String where) {
    change
        .properties()
        .forEach(
            field -> {
              String name = field.getKey();
              JsonNode value = field.getValue();
              String path = where + "." + name;
              if (name.startsWith("$") || value.isArray()) {
                throw new IllegalArgumentException(path + ": a patch that is not understood here");
              }
              if (value.isNull()) {
                into.remove(name);
              } else if (value.isObject() && into.path(name).isObject()) {
                merge((ObjectNode) into.get(name), value, path);
              } else {
                into.set(name, value);
              }
            });
  }
}
