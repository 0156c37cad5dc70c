package io.tidemark.standalone;

import io.tidemark.standalone.process.StopSignals;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a command has from outside besides its arguments.
 *
 * @param signals called when the command begins what a signal stops
 */
record CommandContext(Map<String, String> environment, Supplier<StopSignals> signals) {

  static CommandContext ofThisProcess() {
    return new CommandContext(System.getenv(), StopSignals::watch);
  }
}
