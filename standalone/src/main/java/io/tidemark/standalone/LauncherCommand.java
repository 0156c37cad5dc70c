package io.tidemark.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code tidemark bench} and {@code tidemark faults}: listed here, and started by the launcher, as
 * they are no part of the product.
 */
@Command(
    mixinStandardHelpOptions = true,
    footer = {"", "Only ./tidemark starts it, from the sources; its own --help lists its options."})
final class LauncherCommand implements Callable<Integer>, Described {

  enum Kind {
    BENCH("bench", "Measures what docs/benchmarks.md claims, on this machine."),
    FAULTS(
        "faults",
        "Kills, freezes and cuts off real processes and compares what they wrote with what the"
            + " platforms answered.");

    private final String word;
    private final String does;

    Kind(String word, String does) {
      this.word = word;
      this.does = does;
    }

    String word() {
      return word;
    }
  }

  private final Kind kind;

  @Spec private CommandSpec spec;

  @Parameters(hidden = true)
  private String[] arguments = {};

  LauncherCommand(Kind kind) {
    this.kind = kind;
  }

  @Override
  public String does() {
    return kind.does;
  }

  @Override
  public Integer call() {
    String asked = (kind.word + " " + String.join(" ", arguments)).strip();
    throw new ParameterException(
        spec.commandLine(), "Start it as ./tidemark %s, from the sources.".formatted(asked));
  }
}
