package io.tidemark.standalone.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The chart, rendered by Helm's own library. Hooks are rendered like other objects, which the
 * library does not do by itself; their annotations have the prefix {@link #HOOK} then.
 */
final class Chart {

  static final String HOOK = "rendered/hook";

  private static final Path SOURCE = Path.of("..", "k8s", "chart");
  private static final String KUBERNETES = "1.31.0";

  private final Path folder;

  /** Copies the chart, because Helm reports each link in it. */
  Chart(Path parent) {
    folder = parent.resolve("tidemark");
    try (Stream<Path> files = Files.walk(SOURCE)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(SOURCE.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.writeString(copy, Files.readString(file).replace("helm.sh/hook", HOOK));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The objects of a release in the namespace {@code tidemark}, by {@code kind/name}.
   *
   * @param values YAML, as in a file of values
   * @throws IllegalStateException with Helm's message when the values are refused
   */
  Map<String, JsonNode> render(String release, String values) {
    try {
      Path file = Files.writeString(folder.resolveSibling("values.yaml"), values);
      return Kustomization.parse(
          new Helm(folder)
              .template()
              .withName(release)
              .withNamespace("tidemark")
              .withKubeVersion(KUBERNETES)
              .withValuesFile(file)
              .call());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LintResult lint() {
    return new Helm(folder).lint().strict().call();
  }
}
