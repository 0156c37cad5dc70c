package io.tidemark.standalone;

import io.tidemark.standalone.process.StopSignals;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can be said after {@code tidemark}, said in this process. */
public final class Commands {

  /**
   * How a command ended.
   *
   * @param said on its standard output
   * @param complained on its standard error
   */
  public record Ended(int code, String said, String complained) {}

  private Commands() {}

  public static Set<String> names() {
    return commandLine(Map.of(), new StopSignals()).getSubcommands().keySet();
  }

  /** Runs a command that ends by itself. */
  public static Ended run(Map<String, String> environment, String... arguments) {
    return run(environment, new StopSignals(), arguments);
  }

  static Ended run(Map<String, String> environment, StopSignals signals, String... arguments) {
    var said = new StringWriter();
    var complained = new StringWriter();
    int code =
        commandLine(environment, signals)
            .setOut(new PrintWriter(said, true))
            .setErr(new PrintWriter(complained, true))
            .execute(arguments);
    return new Ended(code, said.toString(), complained.toString());
  }

  private static picocli.CommandLine commandLine(
      Map<String, String> environment, StopSignals signals) {
    return Tidemark.commandLine(new CommandContext(environment, () -> signals));
  }

  /**
   * Reads a command line without running it.
   *
   * @throws picocli.CommandLine.ParameterException when a command or an option does not exist
   */
  public static void parse(List<String> words) {
    commandLine(Map.of(), new StopSignals()).parseArgs(words.toArray(String[]::new));
  }

  /** What {@code tidemark --version} prints. */
  public static String version() {
    return String.join("", commandLine(Map.of(), new StopSignals()).getCommandSpec().version());
  }
}
