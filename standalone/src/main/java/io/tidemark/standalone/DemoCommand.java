package io.tidemark.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tidemark.standalone.demo.Demo;
import io.tidemark.standalone.demo.DemoOptions;
import io.tidemark.standalone.process.StopSignals;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidemark demo}: the main job, to be looked at. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Shows the main job: embedded PostgreSQL and Redis, simulated platforms, gateway and tracker"
          + " in one process, on a clock that runs faster.",
      "",
      "A stream of webhook deliveries arrives, most of its tweets dead, some small, a few growing"
          + " as recorded cascades did. Every tweet is polled until nothing moves. A studio"
          + " workspace is refreshed as well."
    })
final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--speed", description = "How many times faster than real time the clock runs.")
  private double speed = 360;

  @Option(names = "--tweets", description = "How many tweets arrive in all.")
  private int tweets = 2_000;

  @Option(names = "--per-hour", description = "How many arrive in an hour of the demo's clock.")
  private double perHour = 1_000;

  @Option(names = "--lot", description = "How many come with one delivery.")
  private int lot = 5;

  @Option(names = "--never-move", description = "Share of the tweets nobody reacts to.")
  private double neverMove = 0.75;

  @Option(names = "--cascades", description = "How many follow a recorded cascade.")
  private int cascades = 6;

  @Option(names = "--zones", description = "How many zones they belong to.")
  private int zones = 3;

  @Option(names = "--port", description = "Of the console and the API; 0 for a free one.")
  private int port = 8080;

  @Option(names = "--seed", description = "The same seed makes the same stream.")
  private long seed = 7;

  @Option(
      names = "--once",
      description =
          "Ends when every lot has finished; the last line is one JSON object with all figures.")
  private boolean once;

  @Option(names = "--verbose", description = "Shows the log of the verticles too.")
  private boolean verbose;

  @Override
  public Integer call() throws InterruptedException {
    DemoOptions options;
    try {
      options =
          new DemoOptions(
              speed, tweets, perHour, lot, neverMove, cascades, zones, port, seed, once);
    } catch (IllegalArgumentException bad) {
      throw new ParameterException(spec.commandLine(), bad.getMessage());
    }
    if (!verbose) {
      ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
    }
    StopSignals signals = StopSignals.watch();
    return new Demo(options, spec.commandLine().getOut(), signals::isStopWanted).run();
  }
}
