package io.tidemark.standalone;

import io.tidemark.standalone.process.Role;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tidemark run}: runs all roles in one process on the configured stores. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs gateway, tracker and metrics refresh in one process.",
      "",
      "Settings come from the environment and from the file that TIDEMARK_CONFIG names; docs/configuration.md "
          + "lists them. Without TIDEMARK_POSTGRES_URL and TIDEMARK_REDIS_URL it starts embedded "
          + "servers whose data lies in TIDEMARK_DATA_DIR (default: data) and survives restarts."
    })
final class RunCommand implements Callable<Integer> {

  @Override
  public Integer call() throws InterruptedException {
    return new ServingProcess(EnumSet.allOf(Role.class)).run();
  }
}
