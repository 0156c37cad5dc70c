package io.tidemark.standalone;

import io.tidemark.boot.Foundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code tidemark run}: all verticles on the stores that the environment names. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs gateway and tracker in one process.",
      "",
      "Settings come from the environment and from the file that TIDEMARK_CONFIG names; README.md "
          + "lists them. Without TIDEMARK_POSTGRES_URL and TIDEMARK_REDIS_URL it starts embedded "
          + "servers whose data lies in TIDEMARK_DATA_DIR (default: data) and survives restarts."
    })
final class RunCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

  @Override
  public Integer call() throws InterruptedException {
    Signals signals = Signals.watch();
    var meters = Foundation.newMeters();
    Vertx vertx = Foundation.newVertx(meters);
    try {
      Settings settings = Outcomes.await(SettingsReader.read(vertx, System.getenv()));
      Optional<LocalStores> stores = stores(settings);
      try {
        Settings complete =
            stores
                .map(own -> settings.withStores(own.postgres().url(), own.redis().url()))
                .orElse(settings);
        WorldClock clock =
            complete.clockSpeed() == 1
                ? WorldClock.real()
                : WorldClock.faster(complete.clockSpeed());
        Foundation foundation = Outcomes.await(Foundation.lay(vertx, complete, clock, meters));
        Application application = Outcomes.await(Application.start(foundation));
        announce(complete, application);
        signals.awaitStop();
        log.info("Stopping: finishing what is in hand");
        Outcomes.await(application.stop());
        log.info("Stopped");
        return 0;
      } finally {
        stores.ifPresent(LocalStores::close);
      }
    } finally {
      Outcomes.await(vertx.close());
    }
  }

  private static Optional<LocalStores> stores(Settings settings) {
    if (settings.postgres().isPresent() && settings.redis().isPresent()) {
      return Optional.empty();
    }
    if (settings.postgres().isPresent() || settings.redis().isPresent()) {
      throw new io.tidemark.settings.BadSetting(
          "TIDEMARK_POSTGRES_URL and TIDEMARK_REDIS_URL must be set both, or neither for embedded"
              + " stores.");
    }
    log.atInfo()
        .addKeyValue("folder", settings.dataDir().toAbsolutePath())
        .log("No stores are named; starting embedded ones");
    return Optional.of(LocalStores.kept(settings.dataDir()));
  }

  private static void announce(Settings settings, Application application) {
    if (settings.webhook().keys().isEmpty()) {
      log.warn(
          "TIDEMARK_WEBHOOK_KEYS is not set: only webhooks with a token in their path are heard");
    }
    if (settings.adminKey().isEmpty()) {
      log.warn("TIDEMARK_ADMIN_KEY is not set: nothing can be managed or read over HTTP");
    }
    if (settings.http().openReads()) {
      log.warn("TIDEMARK_HTTP_OPEN_READS is on: anybody who reaches the port can read");
    }
    log.atInfo()
        .addKeyValue("console", "http://localhost:" + application.port())
        .addKeyValue("webhook", "http://localhost:" + application.port() + "/api/webhooks/twitter")
        .addKeyValue("management", "http://localhost:" + application.managementPort())
        .log("Tidemark runs");
  }
}
