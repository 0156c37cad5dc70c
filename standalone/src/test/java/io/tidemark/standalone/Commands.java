package io.tidemark.standalone;

import java.util.Set;

/** What can be said after {@code tidemark}. */
public final class Commands {

  private Commands() {}

  public static Set<String> names() {
    return Tidemark.commandLine().getSubcommands().keySet();
  }
}
