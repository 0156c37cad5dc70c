package io.tidemark.standalone;

import io.tidemark.postgres.Postgres;
import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.standalone.process.MainThread;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code tidemark migrate}: migrates the schema before processes of a new version start. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the schema of TIDEMARK_POSTGRES_URL up to date and ends. It connects with",
      "TIDEMARK_POSTGRES_DIRECT_URL where that is set: migrations need a session of their own.",
      "",
      "Processes migrate when they start; this command lets a migration run, or fail, before any"
          + " of them is replaced. Several may run at once. It exits with 0 when the schema is up to"
          + " date."
    })
final class MigrateCommand implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(MigrateCommand.class);

  @Override
  public Integer call() {
    Vertx vertx = Vertx.vertx();
    try {
      Settings.Postgres postgres =
          MainThread.await(SettingsReader.read(vertx, System.getenv()))
              .postgres()
              .orElseThrow(() -> new BadSetting("TIDEMARK_POSTGRES_URL must be set."));
      // Without a time limit, because the duration of a migration depends on the size of its
      // tables.
      int applied = Postgres.migrate(vertx, postgres.forSessions()).await();
      log.atInfo().addKeyValue("migrations", applied).log("The schema is up to date");
      return 0;
    } finally {
      MainThread.await(vertx.close());
    }
  }
}
