package io.tidemark.standalone.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the Dockerfile says about its image, and the example of its secrets. */
record ImageFile(String user, List<String> entrypoint, List<String> healthcheck) {

  static final String JAR = "/opt/tidemark/tidemark.jar";

  static ImageFile read() {
    try {
      List<String> lines = Files.readAllLines(Path.of("..", "Dockerfile"));
      return new ImageFile(
          last(lines, "USER "),
          words(last(lines, "ENTRYPOINT ")),
          words(last(lines, "HEALTHCHECK ").replaceFirst(".* CMD ", "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> words(String array) throws IOException {
    return List.of(new ObjectMapper().readValue(array, String[].class));
  }

  private static String last(List<String> lines, String instruction) {
    return lines.stream()
        .filter(line -> line.startsWith(instruction))
        .reduce((one, other) -> other)
        .orElseThrow()
        .substring(instruction.length());
  }

  /** The options of every JVM of the image. */
  static List<String> options() {
    return lines(Path.of("..", "k8s", "image", "java.options"));
  }

  /** Patterns of the libraries that the image does not have. */
  static List<String> leftOut() {
    return lines(Path.of("..", "k8s", "image", "left-out"));
  }

  static boolean isLeftOut(Path library) {
    return leftOut().stream().anyMatch(pattern -> matches(pattern, library));
  }

  static boolean matches(String pattern, Path library) {
    return FileSystems.getDefault()
        .getPathMatcher("glob:" + pattern)
        .matches(library.getFileName());
  }

  /** The secrets that the example names. */
  static Map<String, String> secrets() {
    return lines(Path.of("..", "k8s", "secret.env.example")).stream()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
