package io.tidemark.standalone.process;

import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where a command prints for people.
 *
 * @param redraws whether what was printed can be drawn anew: a terminal, not a file or a pipe
 * @param coloured whether colours are shown; never with {@code NO_COLOR} (no-color.org)
 */
public record Terminal(PrintWriter out, boolean redraws, boolean coloured) {

  /** What the launcher sets when it is started in a terminal. */
  public static final String PROPERTY = "tidemark.terminal";

  /** The standard output of this process. */
  public static Terminal of(PrintWriter out, Map<String, String> environment) {
    boolean redraws = Boolean.getBoolean(PROPERTY);
    return new Terminal(
        out, redraws, redraws && environment.getOrDefault("NO_COLOR", "").isEmpty());
  }

  public synchronized void say(String line) {
    out.println(line);
    out.flush();
  }

  /**
   * Shows a step of a start when it begins, and what came of it and its time when it ends.
   *
   * @param words what came of it, in a few words
   */
  public <T> T step(String label, Supplier<T> work, Function<T, String> words) {
    long began = System.nanoTime();
    out.printf("  %-12s ", label);
    out.flush();
    T result;
    try {
      result = work.get();
    } catch (RuntimeException problem) {
      say("");
      throw problem;
    }
    say("%5.1f s  %s".formatted((System.nanoTime() - began) / 1e9, dim(words.apply(result))));
    return result;
  }

  public String bold(String text) {
    return coloured ? "\033[1m" + text + "\033[0m" : text;
  }

  public String dim(String text) {
    return coloured ? "\033[2m" + text + "\033[0m" : text;
  }
}
