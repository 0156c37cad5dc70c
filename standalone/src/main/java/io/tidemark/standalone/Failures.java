package io.tidemark.standalone;

import io.tidemark.forecast.curves.BadCurvesException;
import io.tidemark.settings.BadSetting;
import io.tidemark.standalone.process.StoppedException;
import io.tidemark.stores.StoreUnavailableException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a command that failed ends: one sentence at the end of what it prints, and an exit code. */
final class Failures {

  private Failures() {}

  /** For commands that could not be understood: the usage in a line, then the error. */
  static int misused(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    if (command.getParent() == null && !(problem instanceof UnmatchedArgumentException)) {
      command.usage(command.getErr(), command.getColorScheme());
    } else {
      command
          .getErr()
          .println(
              "Usage: %s %s   (%s --help explains it)"
                  .formatted(
                      command.getCommandSpec().qualifiedName(),
                      command.getParent() == null ? "COMMAND" : "[OPTIONS]",
                      command.getCommandSpec().qualifiedName()));
    }
    say(command, complaint(problem));
    return CommandLine.ExitCode.USAGE;
  }

  private static String complaint(ParameterException problem) {
    if (!(problem instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return String.valueOf(problem.getMessage());
    }
    String word = unmatched.getUnmatched().getFirst();
    CommandLine command = problem.getCommandLine();
    List<String> known = new ArrayList<>();
    if (word.startsWith("-")) {
      command.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
    } else {
      known.addAll(command.getSubcommands().keySet());
    }
    String kind = word.startsWith("-") ? "option" : known.isEmpty() ? "argument" : "command";
    String name = word.split("=", 2)[0];
    return "Unknown %s: %s.%s"
        .formatted(
            kind, name, NearestWord.of(name, known).map(" Did you mean %s?"::formatted).orElse(""));
  }

  /** What shells give for a command that SIGINT ended. */
  private static final int STOPPED = 130;

  /** For commands that could not do what they were asked. */
  static int failed(Exception problem, CommandLine command, ParseResult parsed) {
    if (problem instanceof StoppedException) {
      boolean serves = !(command.getCommand() instanceof EndingWork);
      command
          .getErr()
          .println(serves ? "Stopped before it was ready." : "Stopped without a result.");
      return serves ? CommandLine.ExitCode.OK : STOPPED;
    }
    boolean verbose = command.getCommand() instanceof StartingCommand starting && starting.verbose;
    if (verbose) {
      problem.printStackTrace(command.getErr());
    }
    say(
        command,
        expected(problem)
            .or(() -> unwritable(Path.of(System.getProperty("java.io.tmpdir"))))
            .orElseGet(
                () ->
                    "Tidemark failed (%s).%s"
                        .formatted(
                            unexpected(problem),
                            verbose ? "" : " With --verbose it prints the stack trace.")));
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static Optional<String> expected(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadSetting
          || cause instanceof StoreUnavailableException
          || cause instanceof BadCurvesException) {
        return Optional.of(cause.getMessage());
      }
      if (cause instanceof BindException) {
        return Optional.of(
            "A port was taken by another process during the start (%s): start again."
                .formatted(cause.getMessage()));
      }
    }
    return Optional.empty();
  }

  /** What to do about a folder for temporary files that the JVM and Vert.x cannot write to. */
  static Optional<String> unwritable(Path temporary) {
    return Files.isWritable(temporary)
        ? Optional.empty()
        : Optional.of(
            ("The folder %s for temporary files cannot be written: give a container one"
                    + " (docker run --tmpfs /tmp:exec), or name another with -Djava.io.tmpdir.")
                .formatted(temporary));
  }

  private static String unexpected(Throwable problem) {
    return problem.getMessage() == null
        ? problem.getClass().getSimpleName()
        : problem.getClass().getSimpleName() + ": " + problem.getMessage().strip();
  }

  private static void say(CommandLine command, String sentence) {
    command.getErr().println(command.getColorScheme().errorText(sentence));
    command.getErr().flush();
  }
}
