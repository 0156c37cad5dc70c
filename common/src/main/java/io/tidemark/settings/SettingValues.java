package io.tidemark.settings;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Values by key, {@code postgres.url} in a file and {@code TIDEMARK_POSTGRES_URL} in the
 * environment being the same key. The environment wins.
 */
final class SettingValues {

  private static final String NEVER = "never";
  static final Duration FOR_EVER = Duration.ofDays(36_500);
  private static final Pattern DURATION = Pattern.compile("([0-9]+) ?(ms|s|m|h|d)");

  private final Map<String, String> values = new HashMap<>();
  private final Set<String> known = new LinkedHashSet<>();

  SettingValues(JsonObject file, Map<String, String> environment) {
    flatten("", file);
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("TIDEMARK_")) {
            put(name, value);
          }
        });
  }

  private void put(String key, String value) {
    if (!value.isBlank()) {
      values.put(variable(key), value.strip());
    }
  }

  private void flatten(String prefix, JsonObject object) {
    for (Map.Entry<String, Object> entry : object) {
      String path = prefix + entry.getKey();
      switch (entry.getValue()) {
        case null -> {}
        case JsonObject nested -> flatten(path + ".", nested);
        case JsonArray array ->
            put(path, String.join(",", array.stream().map(String::valueOf).toList()));
        case Object value -> put(path, value.toString());
      }
    }
  }

  /**
   * The name in the environment: {@code webhook.in-flight} is {@code TIDEMARK_WEBHOOK_IN_FLIGHT}.
   */
  static String variable(String key) {
    return key.startsWith("TIDEMARK_")
        ? key
        : "TIDEMARK_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  Optional<String> text(String key) {
    known.add(variable(key));
    return Optional.ofNullable(values.get(variable(key)));
  }

  String text(String key, String otherwise) {
    return text(key).orElse(otherwise);
  }

  List<String> list(String key) {
    return text(key).stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /** {@code zone=secret,zone=secret}; a message never repeats what stands there. */
  Map<String, String> secrets(String key) {
    Map<String, String> secrets = new LinkedHashMap<>();
    for (String pair : list(key)) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        throw new BadSetting(
            "%s must be zones and their credentials such as brand-watch=the-key."
                .formatted(variable(key)));
      }
      if (secrets.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip())
          != null) {
        throw new BadSetting("%s names a zone twice.".formatted(variable(key)));
      }
    }
    return secrets;
  }

  int integer(String key, int otherwise) {
    return text(key)
        .map(value -> parse(key, value, "a whole number", Integer::parseInt))
        .orElse(otherwise);
  }

  double number(String key, double otherwise) {
    return text(key)
        .map(value -> parse(key, value, "a number", Double::parseDouble))
        .orElse(otherwise);
  }

  boolean flag(String key, boolean otherwise) {
    return text(key)
        .map(
            value ->
                switch (value.toLowerCase(Locale.ROOT)) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw bad(key, value, "true or false");
                })
        .orElse(otherwise);
  }

  Optional<URI> uri(String key, Set<String> schemes) {
    return text(key).map(value -> uri(key, value, schemes));
  }

  URI uri(String key, String otherwise, Set<String> schemes) {
    String value = text(key, otherwise);
    URI uri = parse(key, redact(value), "a URL", ignored -> URI.create(value));
    if (uri.getScheme() == null || !schemes.contains(uri.getScheme()) || uri.getHost() == null) {
      throw bad(
          key,
          redact(value),
          "a URL that starts with "
              + String.join(":// or ", schemes.stream().sorted().toList())
              + "://");
    }
    return uri;
  }

  /** {@code 250ms}, {@code 60s}, {@code 15m}, {@code 1h}, {@code 30d}. */
  Duration duration(String key, Duration otherwise) {
    return text(key).map(value -> duration(key, value)).orElse(otherwise);
  }

  /** From one time to the next; zero for {@code never}, {@code 0} and {@code 0s}. */
  Duration interval(String key, Duration otherwise) {
    return isNever(key) ? Duration.ZERO : duration(key, otherwise);
  }

  /** How long something is kept; {@code never} is it deleted: it is kept for a hundred years. */
  Duration retention(String key, Duration otherwise) {
    return text(key).filter(NEVER::equalsIgnoreCase).isPresent()
        ? FOR_EVER
        : duration(key, otherwise);
  }

  /** Whether something that happens regularly is switched off. */
  boolean isNever(String key) {
    return text(key)
        .filter(value -> value.equalsIgnoreCase(NEVER) || value.matches("0+(ms|[smhd])?"))
        .isPresent();
  }

  private static Duration duration(String key, String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      throw bad(key, value, "a duration such as 250ms, 60s, 15m, 1h or 30d");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  <E extends Enum<E>> E choice(String key, E otherwise) {
    List<E> all = List.of(otherwise.getDeclaringClass().getEnumConstants());
    return text(key)
        .map(
            value ->
                all.stream()
                    .filter(constant -> constant.name().equalsIgnoreCase(value))
                    .findFirst()
                    .orElseThrow(() -> bad(key, value, "one of " + words(all))))
        .orElse(otherwise);
  }

  private static String words(List<? extends Enum<?>> constants) {
    return constants.stream()
        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** Refuses a setting that another one gives its meaning. */
  void onlyWith(String key, String other) {
    if (text(key).isPresent() && text(other).isEmpty()) {
      throw new BadSetting(
          "%s has no meaning without %s.".formatted(variable(key), variable(other)));
    }
  }

  /** Names that were given and that no setting has: most likely misspelt. */
  List<String> unknown() {
    return values.keySet().stream().filter(name -> !known.contains(name)).sorted().toList();
  }

  Set<String> known() {
    return known;
  }

  private static <T> T parse(
      String key, String value, String expected, java.util.function.Function<String, T> parser) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw bad(key, value, expected);
    }
  }

  private static BadSetting bad(String key, String value, String expected) {
    return Checks.bad(variable(key), expected, value);
  }

  /**
   * A URL may carry a password before its last {@code @} or in its query, and a message ends up in
   * a log. What is no URL at all may carry it as well.
   */
  private static String redact(String url) {
    return url.replaceFirst("^([a-z]+://)?.*@", "$1…@").replaceFirst("[?#].*", "?…");
  }
}
