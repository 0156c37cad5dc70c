package io.tidemark.faults;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code tidemark faults}: runs the fault suite. */
@Command(
    name = "tidemark faults",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Starts a gateway, trackers, PostgreSQL, Redis and simulated platforms, kills, freezes and "
          + "starves them, and compares the database with the platforms' own record afterwards.",
      "",
      "Exits with 1 when an invariant is violated. The same seed gives the same schedule."
    })
public final class FaultsCommand implements Callable<Integer> {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--faults",
      description = "Number of faults, about five seconds each; 0 for the full profile.")
  private int faults;

  @Option(names = "--brief", description = "The brief profile that runs in every build.")
  private boolean brief;

  @Option(
      names = "--pressure",
      description = "No faults: hundreds of lots a second, with disturbing transactions.")
  private boolean pressure;

  @Option(
      names = "--minutes",
      description =
          "With --pressure: 1,667 lots a second for so long, and for one more with kills.")
  private int minutes;

  @Option(names = "--seed", description = "0 for any.")
  private long seed;

  @Option(names = "--report", description = "File for the report as JSON.")
  private Path report = Path.of("faults.json");

  /** The command line. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FaultsCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (faults != 0 && (faults < 10 || faults > 100_000)) {
      throw new ParameterException(
          spec.commandLine(), "--faults must be 0, or from 10 to 100000, not " + faults);
    }
    SuiteProfile profile =
        brief
            ? SuiteProfile.brief()
            : faults == 0 ? SuiteProfile.full() : SuiteProfile.night(faults);
    long drawn = seed == 0 ? ThreadLocalRandom.current().nextInt(1, 1_000_000) : seed;
    if (pressure) {
      if (minutes < 0 || minutes > 60) {
        throw new ParameterException(
            spec.commandLine(), "--minutes must be from 1 to 60, not " + minutes);
      }
      PressureProfile under =
          brief
              ? PressureProfile.brief()
              : minutes == 0 ? PressureProfile.full() : PressureProfile.sustained(minutes);
      return new PressureRun(under, this::say).run(report).isGood() ? 0 : 1;
    }
    return new FaultSuite(profile, drawn, this::say).run(report).isGood() ? 0 : 1;
  }

  private void say(String line) {
    var out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
