package io.tidemark.standalone;

import io.tidemark.postgres.Postgres;
import io.tidemark.postgres.PostgresCheck;
import io.tidemark.settings.BadSetting;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.standalone.process.MainThread;
import io.tidemark.standalone.process.StopSignals;
import io.tidemark.standalone.process.StoreChecks;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code tidemark migrate}: migrates the schema before processes of a new version start. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the schema of TIDEMARK_POSTGRES_URL up to date and ends. It connects with"
          + " TIDEMARK_POSTGRES_DIRECT_URL where that is set: migrations need a session of their"
          + " own.",
      "",
      "Processes migrate when they start; this command lets a migration run, or fail, before any"
          + " of them is replaced. Several may run at once. It exits with 0 when the"
          + " schema is up to"
          + " date."
    })
final class MigrateCommand extends StartingCommand {

  private static final Logger log = LoggerFactory.getLogger(MigrateCommand.class);

  MigrateCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    StopSignals signals = context.signals().get();
    Vertx vertx = Vertx.vertx();
    try {
      Settings.Postgres postgres =
          MainThread.await(SettingsReader.read(vertx, context.environment()))
              .postgres()
              .orElseThrow(
                  () ->
                      new BadSetting(
                          "TIDEMARK_POSTGRES_URL must be set, in the form"
                              + " postgresql://user:password@host:5432/database."));
      signals.await(PostgresCheck.run(vertx, postgres));
      int applied =
          signals.await(
              Postgres.migrate(vertx, postgres.forSessions())
                  .recover(problem -> StoreChecks.explained(postgres, problem)));
      log.atInfo().addKeyValue("migrations", applied).log("The schema is up to date");
      return 0;
    } finally {
      MainThread.await(vertx.close());
    }
  }
}
