package io.tidemark.standalone;

import io.tidemark.standalone.process.Role;
import java.util.EnumSet;
import picocli.CommandLine.Command;

/** {@code tidemark gateway}, {@code tidemark tracker} …: the verticles of one role. */
@Command(
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "One of many processes that share PostgreSQL and Redis, which TIDEMARK_POSTGRES_URL and "
          + "TIDEMARK_REDIS_URL must name, and an event bus. They find each other on the loopback "
          + "interface, or as TIDEMARK_CLUSTER_MEMBERS or TIDEMARK_CLUSTER_DNS say; see "
          + "docs/deployment.md."
    })
final class RoleCommand extends StartingCommand implements Described {

  private final Role role;

  RoleCommand(CommandContext context, Role role) {
    super(context);
    this.role = role;
  }

  @Override
  public String does() {
    return role.does();
  }

  @Override
  public Integer call() {
    return new ServingProcess(context, EnumSet.of(role)).run();
  }
}
