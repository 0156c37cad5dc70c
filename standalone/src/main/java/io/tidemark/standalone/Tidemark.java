package io.tidemark.standalone;

import io.tidemark.settings.BadSetting;
import io.tidemark.standalone.process.Role;
import io.tidemark.stores.StoreUnavailableException;
import io.vertx.core.VertxException;
import java.net.BindException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "tidemark",
    mixinStandardHelpOptions = true,
    version = "Tidemark 0.2.0",
    synopsisSubcommandLabel = "COMMAND",
    description = "Keeps the engagement numbers of social posts fresh.",
    footer = {
      "",
      "To look around:   ./tidemark demo",
      "To use it:        ./tidemark run          (settings: docs/configuration.md)",
      "To see a cluster: ./tidemark cluster"
    },
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      ClusterCommand.class,
      SimulatorCommand.class,
      MigrateCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Tidemark implements Runnable {

  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    var commands = new CommandLine(new Tidemark());
    for (Role role : Role.values()) {
      var command = new CommandLine(new RoleCommand(role));
      command.getCommandSpec().usageMessage().description(role.does());
      commands.addSubcommand(role.word(), command);
    }
    return commands
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(
            (problem, command, parsed) -> {
              command.getErr().println(command.getColorScheme().errorText(sentence(problem)));
              return 1;
            });
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is required.");
  }

  /** The message of an expected problem; unexpected ones are printed with a stack trace. */
  private static String sentence(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadSetting || cause instanceof StoreUnavailableException) {
        return cause.getMessage();
      }
      if (cause instanceof BindException) {
        return "A port is taken: %s. Choose another with TIDEMARK_HTTP_PORT and TIDEMARK_MANAGEMENT_PORT, or with --port."
            .formatted(cause.getMessage());
      }
    }
    if (problem instanceof VertxException || problem instanceof IllegalArgumentException) {
      return String.valueOf(problem.getMessage());
    }
    LoggerFactory.getLogger(Tidemark.class).error("Tidemark failed", problem);
    return "Tidemark failed: " + problem.getMessage();
  }
}
