package io.tidemark.standalone;

import io.tidemark.forecast.Ages;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option {@code --horizon} of the commands that follow recorded curves. */
final class HorizonOption {

  static final String NAME = "--horizon";

  @Option(
      names = NAME,
      converter = DurationOption.class,
      defaultValue = "24h",
      description = "The age up to which posts are followed, from 6h to 30d.")
  private Duration horizon = Duration.ofDays(1);

  /**
   * @throws ParameterException when it is out of range
   */
  Duration value(CommandLine command) {
    if (horizon.compareTo(Ages.SHORTEST) < 0 || horizon.compareTo(Ages.LONGEST) > 0) {
      throw new ParameterException(command, "--horizon must be from 6h to 30d");
    }
    return horizon;
  }
}
