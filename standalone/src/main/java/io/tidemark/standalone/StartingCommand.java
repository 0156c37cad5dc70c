package io.tidemark.standalone;

import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.standalone.process.MainThread;
import io.tidemark.standalone.process.Terminal;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that starts something, and may fail to. */
abstract class StartingCommand implements Callable<Integer> {

  final CommandContext context;

  @Spec CommandSpec spec;

  @Option(
      names = "--verbose",
      order = 100,
      description = "Prints the stack trace of a failure, and in the demo the log as well.")
  boolean verbose;

  StartingCommand(CommandContext context) {
    this.context = context;
  }

  Terminal terminal() {
    return Terminal.of(spec.commandLine().getOut(), context.environment());
  }

  /** The settings that the environment and the files name. */
  Settings settings() {
    Vertx vertx = Vertx.vertx();
    try {
      return MainThread.await(SettingsReader.read(vertx, context.environment()));
    } finally {
      MainThread.await(vertx.close());
    }
  }
}
