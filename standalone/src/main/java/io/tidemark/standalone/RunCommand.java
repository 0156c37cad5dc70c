package io.tidemark.standalone;

import io.tidemark.standalone.process.Role;
import java.util.EnumSet;
import picocli.CommandLine.Command;

/** {@code tidemark run}: runs all roles in one process on the configured stores. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs gateway, tracker, metrics refresh and profile sync in one process.",
      "",
      "Settings come from the environment and from the file that TIDEMARK_CONFIG"
          + " names; docs/configuration.md "
          + "lists them. Without TIDEMARK_POSTGRES_URL and TIDEMARK_REDIS_URL it starts embedded "
          + "servers whose data lies in TIDEMARK_DATA_DIR (default: data) and survives restarts;"
          + " ./tidemark psql opens a shell on them.",
      "",
      "The console and the API are on TIDEMARK_HTTP_PORT (default: 8080), health and metrics on"
          + " TIDEMARK_MANAGEMENT_PORT (default: 8081). Ctrl-C stops it."
    })
final class RunCommand extends StartingCommand {

  RunCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    return new ServingProcess(context, EnumSet.allOf(Role.class)).run();
  }
}
