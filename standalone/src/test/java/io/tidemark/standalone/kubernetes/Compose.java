package io.tidemark.standalone.kubernetes;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** {@code compose.yaml} as typed objects; a key that is not listed here is refused. */
record Compose(String name, Map<String, Service> services, Map<String, Object> volumes) {

  /** {@code ${NAME:-default}}; a {@code $$} is a dollar sign. */
  private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+):-([^}]*)\\}");

  record Service(
      String image,
      @Nullable String build,
      @Nullable String pullPolicy,
      @Nullable List<String> entrypoint,
      List<String> command,
      @Nullable String restart,
      @Nullable String stopGracePeriod,
      boolean readOnly,
      @Nullable List<String> capDrop,
      @Nullable List<String> securityOpt,
      @Nullable List<String> tmpfs,
      @Nullable String memLimit,
      @Nullable String shmSize,
      @Nullable Healthcheck healthcheck,
      @Nullable Map<String, Condition> dependsOn,
      @Nullable List<EnvFile> envFile,
      @Nullable Map<String, String> environment,
      @Nullable List<String> ports,
      @Nullable List<String> profiles,
      @Nullable List<String> volumes) {

    List<String> published() {
      return ports == null ? List.of() : ports;
    }

    List<String> dependencies() {
      return dependsOn == null ? List.of() : List.copyOf(dependsOn.keySet());
    }

    boolean isTidemark() {
      return image.startsWith("tidemark:");
    }

    boolean isInProfile() {
      return profiles != null;
    }
  }

  record Healthcheck(
      @Nullable List<String> test,
      @Nullable String interval,
      @Nullable String timeout,
      int retries,
      @Nullable String startPeriod,
      boolean disable) {}

  record Condition(@JsonProperty(required = true) String condition) {}

  record EnvFile(String path, boolean required) {}

  static Compose read() {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Map<String, Object> content = new Yaml(options).load(text());
    Map<String, Object> known = new LinkedHashMap<>(content);
    known.keySet().removeIf(key -> key.startsWith("x-"));
    return new ObjectMapper()
        .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .convertValue(known, Compose.class);
  }

  /** The variables of the caller's environment that the file takes over. */
  static TreeSet<String> variables() {
    TreeSet<String> names = new TreeSet<>();
    VARIABLE.matcher(text()).results().map(match -> match.group(1)).forEach(names::add);
    return names;
  }

  /** A service's environment when the caller has set nothing. */
  Map<String, String> environment(String service) {
    Map<String, String> environment = new LinkedHashMap<>();
    Map<String, String> given = services.get(service).environment();
    if (given != null) {
      given.forEach((name, value) -> environment.put(name, defaults(value)));
    }
    return environment;
  }

  private static String defaults(String value) {
    return VARIABLE.matcher(value).replaceAll((MatchResult match) -> match.group(2));
  }

  private static String text() {
    try {
      return Files.readString(Path.of("..", "compose.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
