package io.tidemark.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the settings: first a file, then the environment, which wins. */
public final class SettingsReader {

  /**
   * Variables that something other than the settings reads: the launcher, the log, tests and
   * benchmarks. A shell that has them exported starts every command all the same.
   */
  private static final Set<String> NOT_OURS =
      Set.of(
          "TIDEMARK_BROWSER",
          "TIDEMARK_CONFIG",
          "TIDEMARK_ECONOMY_TWEETS",
          "TIDEMARK_HAMMER_SECONDS",
          "TIDEMARK_MODEL_CURVES",
          "TIDEMARK_WORTH_ACCOUNTS",
          "TIDEMARK_JAVA_OPTIONS",
          "TIDEMARK_KILLS",
          "TIDEMARK_LATENCY_MILLIS",
          "TIDEMARK_LOG_FORMAT",
          "TIDEMARK_LOG_LEVEL",
          "TIDEMARK_TEST",
          "TIDEMARK_TEST_POSTGRES_URL",
          "TIDEMARK_TEST_STORES",
          "TIDEMARK_TEST_REDIS_URL");

  private SettingsReader() {}

  /**
   * Reads the JSON or properties file that {@code TIDEMARK_CONFIG} names, if any, and the given
   * environment.
   *
   * @return fails with {@link BadSetting} naming what is wrong
   */
  public static Future<Settings> read(Vertx vertx, Map<String, String> environment) {
    String file = environment.get("TIDEMARK_CONFIG");
    if (file == null || file.isBlank()) {
      return Future.succeededFuture(new JsonObject()).map(none -> settings(none, environment));
    }
    if (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file))) {
      return Future.failedFuture(
          new BadSetting("TIDEMARK_CONFIG names %s, which cannot be read.".formatted(file)));
    }
    var store =
        new ConfigStoreOptions()
            .setType("file")
            .setFormat(file.endsWith(".properties") ? "properties" : "json")
            .setConfig(
                new JsonObject()
                    .put("path", Path.of(file).toAbsolutePath().toString())
                    .put("hierarchical", true)
                    .put("raw-data", true));
    var retriever =
        ConfigRetriever.create(
            vertx, new ConfigRetrieverOptions().setScanPeriod(-1).addStore(store));
    return retriever
        .getConfig()
        .recover(
            problem ->
                Future.failedFuture(
                    new BadSetting(
                        "TIDEMARK_CONFIG names %s, which is not a valid file of settings%s."
                            .formatted(file, place(problem)))))
        .map(values -> settings(values, environment))
        .eventually(retriever::close);
  }

  /** Where a file is wrong; never what stands there, for it may be a secret. */
  private static String place(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof JsonProcessingException json && json.getLocation() != null) {
        return " (see line %d, column %d)"
            .formatted(json.getLocation().getLineNr(), json.getLocation().getColumnNr());
      }
    }
    return "";
  }

  /** The settings of an environment alone. */
  public static Settings of(Map<String, String> environment) {
    return settings(new JsonObject(), environment);
  }

  private static Settings settings(JsonObject file, Map<String, String> environment) {
    var values = new SettingValues(file, environment);
    Settings settings = Defaults.settings(values);
    List<String> unknown =
        values.unknown().stream()
            .filter(name -> !NOT_OURS.contains(name))
            .filter(name -> !isAnnouncement(name, environment.getOrDefault(name, "")))
            .toList();
    if (!unknown.isEmpty()) {
      throw new BadSetting(
          "%s is not a setting; docs/configuration.md lists them all."
              .formatted(String.join(", ", unknown)));
    }
    return settings;
  }

  /** Kubernetes announces every service of a namespace this way. */
  private static boolean isAnnouncement(String name, String value) {
    return name.matches("TIDEMARK_(.*_)?(SERVICE_(HOST|PORT)(_.*)?|PORT_[0-9]+_.*)")
        || (name.matches("TIDEMARK_(.*_)?PORT") && value.contains("://"));
  }

  /** The names of all settings in the environment. */
  static Set<String> names() {
    var values =
        new SettingValues(
            new JsonObject(),
            Map.of(
                "TIDEMARK_POSTGRES_URL", "postgresql://user@host/db",
                "TIDEMARK_REDIS_URL", "redis://host"));
    Defaults.settings(values);
    return values.known();
  }
}
