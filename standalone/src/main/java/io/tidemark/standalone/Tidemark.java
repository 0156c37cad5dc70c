package io.tidemark.standalone;

import io.tidemark.standalone.process.Role;
import io.tidemark.standalone.process.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
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
    })
public final class Tidemark implements Runnable {

  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    CommandContext context = CommandContext.ofThisProcess();
    String first = arguments.length == 0 ? "" : arguments[0];
    Map<String, Object> all = commands(context);
    Object command = all.get(first);
    // To build the model of every command costs a tenth of a start.
    Map<String, Object> needed =
        command == null || command instanceof CommandLine.HelpCommand
            ? all
            : Map.of(first, command);
    System.exit(commandLine(context, needed).execute(arguments));
  }

  static CommandLine commandLine(CommandContext context) {
    return commandLine(context, commands(context));
  }

  private static CommandLine commandLine(CommandContext context, Map<String, Object> commands) {
    var tidemark = new CommandLine(new Tidemark());
    commands.forEach(
        (name, command) -> {
          tidemark.addSubcommand(name, command);
          if (command instanceof StoreShellCommand || command instanceof LauncherCommand) {
            // Their arguments are another program's.
            tidemark
                .getSubcommands()
                .get(name)
                .setUnmatchedOptionsArePositionalParams(true)
                .setStopAtPositional(true);
          }
          if (command instanceof Described described) {
            tidemark
                .getSubcommands()
                .get(name)
                .getCommandSpec()
                .usageMessage()
                .description(described.does());
          }
        });
    boolean coloured = Terminal.of(tidemark.getOut(), context.environment()).coloured();
    return tidemark
        .setUsageHelpAutoWidth(true)
        .setColorScheme(Help.defaultColorScheme(coloured ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler(Failures::misused)
        .setExecutionExceptionHandler(Failures::failed);
  }

  private static Map<String, Object> commands(CommandContext context) {
    Map<String, Object> commands = new LinkedHashMap<>();
    commands.put("demo", new DemoCommand(context));
    commands.put("run", new RunCommand(context));
    for (Role role : Role.values()) {
      commands.put(role.word(), new RoleCommand(context, role));
    }
    commands.put("migrate", new MigrateCommand(context));
    commands.put("cluster", new ClusterCommand(context));
    commands.put("simulator", new SimulatorCommand(context));
    commands.put("learn", new LearnCommand(context));
    commands.put("backtest", new BacktestCommand(context));
    for (StoreShellCommand.Client client : StoreShellCommand.Client.values()) {
      commands.put(client.word(), new StoreShellCommand(context, client));
    }
    for (LauncherCommand.Kind kind : LauncherCommand.Kind.values()) {
      commands.put(kind.word(), new LauncherCommand(kind));
    }
    commands.put("help", new CommandLine.HelpCommand());
    return commands;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is required.");
  }
}
