package io.tidemark.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.tidemark.standalone.demo.Demo;
import io.tidemark.standalone.demo.DemoOptions;
import io.tidemark.standalone.demo.DemoStores;
import io.tidemark.standalone.process.Ports;
import io.tidemark.telemetry.Tracing;
import io.tidemark.tracker.cadence.Cadence;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** {@code tidemark demo}: shows the main job. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false,
    description = {
      "Shows the main job: embedded PostgreSQL and Redis, simulated platforms and all of Tidemark"
          + " in one process, on a clock that runs faster.",
      "",
      "A stream of webhook deliveries arrives: most tweets get no reactions, some get a few, and"
          + " some grow as recorded cascades did. Every tweet is polled until its counters stop"
          + " moving. A studio workspace and profiles are refreshed as well. When the last lot has"
          + " finished, the clock goes on in real time."
    })
final class DemoCommand extends StartingCommand {

  @Option(
      names = "--speed",
      description =
          "Speed of the clock relative to real time; 360 unless it is given, and 720 with the"
              + " adaptive cadence, which follows tweets for a day.")
  private @Nullable Double speed;

  @Option(names = "--tweets", description = "Total number of tweets.")
  private int tweets = 2_000;

  @Option(names = "--per-hour", description = "Tweets per hour of the demo's clock.")
  private double perHour = 1_000;

  @Option(names = "--lot", description = "Tweets per delivery.")
  private int lot = 5;

  @Option(names = "--never-move", description = "Share of the tweets without reactions.")
  private double neverMove = 0.75;

  @Option(names = "--cascades", description = "Number of tweets that follow a recorded cascade.")
  private int cascades = 6;

  @Option(names = "--zones", description = "Number of zones.")
  private int zones = 3;

  @Option(
      names = "--cadence",
      converter = CadenceWord.class,
      description = "Cadence of the zones: hourly, tiers or adaptive.")
  private Cadence cadence = Cadence.HOURLY_LOT;

  @Option(names = "--port", description = "Port of the console and the API; 0 for a free one.")
  private int port = 8080;

  @Option(names = "--seed", description = "The same seed gives the same stream.")
  private long seed = 7;

  @Option(
      names = "--once",
      description =
          "Exits when every lot has finished; the last line is one JSON object with all figures.")
  private boolean once;

  @Option(
      names = "--json",
      description = "Prints the JSON object as --once does, and goes on until Ctrl-C.")
  private boolean json;

  /** The cadences by the words of the command line. */
  private static final class CadenceWord implements ITypeConverter<Cadence> {
    @Override
    public Cadence convert(String word) {
      return switch (word) {
        case "hourly" -> Cadence.HOURLY_LOT;
        case "tiers" -> Cadence.AGE_TIER;
        case "adaptive" -> Cadence.ADAPTIVE;
        default ->
            throw new TypeConversionException(
                "must be hourly, tiers or adaptive, not %s".formatted(word));
      };
    }
  }

  DemoCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    DemoOptions options;
    try {
      options =
          new DemoOptions(
              speed == null ? (cadence == Cadence.ADAPTIVE ? 720 : 360) : speed,
              tweets,
              perHour,
              lot,
              neverMove,
              cascades,
              zones,
              cadence,
              port,
              seed,
              once,
              json || once);
    } catch (IllegalArgumentException bad) {
      throw new ParameterException(spec.commandLine(), bad.getMessage());
    }
    Ports.requireFree("127.0.0.1", port, "--port");
    if (!verbose) {
      quiet((LoggerContext) LoggerFactory.getILoggerFactory());
    }
    return new Demo(
            options,
            terminal(),
            context.signals().get(),
            Tracing.factory(context.environment(), "tidemark-demo"))
        .run(DemoStores::embedded);
  }

  /** Also those that have a level of their own. */
  private static void quiet(LoggerContext log) {
    log.getLoggerList().stream()
        .filter(logger -> logger.getLevel() != null)
        .filter(logger -> !logger.getLevel().isGreaterOrEqual(Level.ERROR))
        .forEach(logger -> logger.setLevel(Level.ERROR));
  }
}
