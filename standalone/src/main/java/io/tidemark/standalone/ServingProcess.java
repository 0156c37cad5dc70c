package io.tidemark.standalone;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.Gateway;
import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.standalone.cluster.Cluster;
import io.tidemark.standalone.process.Application;
import io.tidemark.standalone.process.MainThread;
import io.tidemark.standalone.process.PlatformKeys;
import io.tidemark.standalone.process.Ports;
import io.tidemark.standalone.process.Role;
import io.tidemark.standalone.process.StopSignals;
import io.tidemark.standalone.process.StoppedException;
import io.tidemark.standalone.process.StoreChecks;
import io.tidemark.stores.LocalStores;
import io.tidemark.telemetry.JvmMeters;
import io.tidemark.telemetry.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.spi.VertxTracerFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that serves roles until it receives a stop signal. */
final class ServingProcess {

  private static final Logger log = LoggerFactory.getLogger(ServingProcess.class);

  /** The time limit for a safe cluster before leaving it; the whole stop has 20 seconds. */
  private static final Duration TO_BE_SAFE = Duration.ofSeconds(2);

  private final CommandContext context;
  private final Set<Role> roles;
  private boolean ready;

  ServingProcess(CommandContext context, Set<Role> roles) {
    this.context = context;
    this.roles = roles;
  }

  /**
   * @throws StoppedException when a stop was wanted before the process was ready
   */
  int run() {
    StopSignals signals = context.signals().get();
    // For work before the settings of the actual Vert.x are known.
    Vertx first = Vertx.vertx();
    try {
      Settings settings = MainThread.await(SettingsReader.read(first, context.environment()));
      requireFreePorts(settings);
      // While the stores begin, and while the cluster is joined.
      Future<Void> prepared =
          roles.contains(Role.GATEWAY) ? Gateway.prepare(first) : Future.succeededFuture();
      Optional<LocalStores> stores = stores(settings);
      try {
        Settings complete =
            stores
                .map(own -> settings.withStores(own.postgres().url(), own.redis().url()))
                .orElse(settings);
        if (stores.isEmpty()) {
          signals.await(StoreChecks.run(first, settings));
        }
        serve(complete, signals, first, prepared);
        return 0;
      } finally {
        stores.ifPresent(LocalStores::close);
      }
    } catch (Exception problem) {
      // A signal from a terminal reaches what is being started as well, which then fails.
      if (!ready) {
        signals.check();
      }
      throw problem;
    } finally {
      MainThread.await(first.close());
    }
  }

  private void requireFreePorts(Settings settings) {
    var http = settings.http();
    String management = "TIDEMARK_MANAGEMENT_PORT";
    if (roles.contains(Role.GATEWAY)) {
      if (http.port() != 0 && http.port() == http.managementPort()) {
        throw new BadSetting(
            "TIDEMARK_HTTP_PORT and %s are both %d: give one of them another."
                .formatted(management, http.port()));
      }
      Ports.requireFree(http.host(), http.port(), "TIDEMARK_HTTP_PORT");
    }
    Ports.requireFree(http.host(), http.managementPort(), management);
    if (settings.cluster().isNamed()) {
      Ports.requireFree(
          settings.cluster().host().orElse(null),
          settings.cluster().port(),
          "TIDEMARK_CLUSTER_PORT");
    }
  }

  private void serve(Settings settings, StopSignals signals, Vertx first, Future<Void> prepared) {
    var meters = AppContext.newMeters();
    Optional<VertxTracerFactory> tracing = Tracing.factory(context.environment(), service());
    // Joining the cluster is mostly waiting.
    Future<Void> migrated =
        AppContext.migrate(first, settings)
            .recover(problem -> StoreChecks.explained(settings.postgres().orElseThrow(), problem));
    Optional<Cluster> cluster =
        isAlone(settings)
            ? Optional.empty()
            : Optional.of(MainThread.await(Cluster.join(settings.cluster(), meters, tracing)));
    Vertx vertx = cluster.map(Cluster::vertx).orElseGet(() -> AppContext.newVertx(meters, tracing));
    try (var jvm = new JvmMeters(meters)) {
      Map<String, Supplier<Future<?>>> atFirst =
          cluster
              .<Map<String, Supplier<Future<?>>>>map(joined -> Map.of("cluster", joined::safe))
              .orElseGet(Map::of);
      signals.await(migrated);
      signals.await(prepared);
      AppContext app =
          signals.await(
              AppContext.connect(vertx, settings, clock(settings), meters, role()),
              AppContext::close);
      Application application =
          MainThread.await(
              Application.start(app, roles, atFirst)
                  .recover(
                      problem -> app.close().transform(closed -> Future.failedFuture(problem))));
      ready = true;
      announce(settings, application);
      signals.awaitStop();
      log.info("Stopping: finishing work in progress");
      MainThread.await(application.stop());
      // Leaving right after another member could lose data of which both held the only copies.
      cluster.ifPresent(joined -> MainThread.await(joined.untilSafe(TO_BE_SAFE)));
    } finally {
      MainThread.await(vertx.close());
    }
    log.info("Stopped");
  }

  /** The service name in traces. */
  private String service() {
    return roles.size() == 1 ? "tidemark-" + role() : "tidemark";
  }

  private String role() {
    return roles.size() == 1 ? roles.iterator().next().word() : "all";
  }

  /** A process with all roles is not clustered unless members are configured. */
  private boolean isAlone(Settings settings) {
    return roles.size() == Role.values().length && !settings.cluster().isNamed();
  }

  private static WorldClock clock(Settings settings) {
    return settings.clockSpeed() == 1
        ? WorldClock.real()
        : WorldClock.faster(settings.clockSpeed(), settings.clockOrigin().orElseGet(Instant::now));
  }

  private Optional<LocalStores> stores(Settings settings) {
    if (settings.postgres().isPresent() && settings.redis().isPresent()) {
      return Optional.empty();
    }
    if (!isAlone(settings)) {
      throw new BadSetting(
          "TIDEMARK_POSTGRES_URL and TIDEMARK_REDIS_URL must both be set: the processes of a"
              + " cluster share them.");
    }
    if (settings.postgres().isPresent() || settings.redis().isPresent()) {
      throw new BadSetting(
          "TIDEMARK_POSTGRES_URL and TIDEMARK_REDIS_URL must be set both, or neither for embedded"
              + " stores.");
    }
    log.atInfo()
        .addKeyValue("folder", settings.dataDir().toAbsolutePath())
        .log("No stores are configured; starting embedded ones");
    LocalStores stores = LocalStores.kept(settings.dataDir());
    log.atInfo()
        .addKeyValue("postgres", stores.postgres().url())
        .addKeyValue("redis", stores.redis().url())
        .log("The embedded stores accept connections from this machine");
    return Optional.of(stores);
  }

  private void announce(Settings settings, Application application) {
    PlatformKeys.missing(settings, roles).forEach(log::warn);
    var line =
        log.atInfo()
            .addKeyValue("roles", roles.stream().map(Role::word).collect(Collectors.joining(",")));
    if (application.servesHttp()) {
      warn(settings);
      String address = "http://localhost:" + application.port();
      line =
          line.addKeyValue("console", address)
              .addKeyValue("webhook", address + "/api/webhooks/twitter");
    }
    line.addKeyValue("management", "http://localhost:" + application.managementPort())
        .log("Tidemark runs");
  }

  private static void warn(Settings settings) {
    if (settings.webhook().keys().isEmpty()) {
      log.warn(
          "TIDEMARK_WEBHOOK_KEYS is not set: only webhooks with a token in their path are"
              + " accepted");
    }
    if (settings.adminKey().isEmpty()) {
      log.warn("TIDEMARK_ADMIN_KEY is not set: HTTP management and reads are disabled");
    }
    if (settings.http().openReads()) {
      log.warn("TIDEMARK_HTTP_OPEN_READS is on: reads over HTTP need no key");
    }
  }
}
