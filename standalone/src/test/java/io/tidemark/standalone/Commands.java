package io.tidemark.standalone;

import java.util.List;
import java.util.Set;

/** What can be said after {@code tidemark}. */
public final class Commands {

  private Commands() {}

  public static Set<String> names() {
    return Tidemark.commandLine().getSubcommands().keySet();
  }

  /**
   * Reads a command line without running it.
   *
   * @throws picocli.CommandLine.ParameterException when a command or an option does not exist
   */
  public static void parse(List<String> words) {
    Tidemark.commandLine().parseArgs(words.toArray(String[]::new));
  }

  /** What {@code tidemark --version} prints. */
  public static String version() {
    return String.join("", Tidemark.commandLine().getCommandSpec().version());
  }
}
