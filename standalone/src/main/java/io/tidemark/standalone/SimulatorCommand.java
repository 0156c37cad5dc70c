package io.tidemark.standalone;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.standalone.process.MainThread;
import io.tidemark.standalone.process.Ports;
import io.tidemark.standalone.process.SimulatedPlatforms;
import io.tidemark.standalone.process.StopSignals;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code tidemark simulator}: serves only the simulated platforms. */
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Serves twitterapi.io, the X API v2, the Graph API (Instagram, Facebook pages), TikTok, "
          + "RapidAPI's fresh-linkedin-profile-data and OpenAI as simulated platforms on one port; "
          + "it prints the settings that send a process there.",
      "",
      "Tweets, streams of webhook deliveries and misbehaviour (latency, 429, missing tweets, …) are"
          + " controlled over HTTP under /simulator while it runs; GET / lists everything."
    })
final class SimulatorCommand extends StartingCommand {

  @Option(names = "--port", description = "Port to listen on; 0 for a free one.")
  private int port = 8090;

  @Option(names = "--host", description = "The address to listen on.")
  private String host = "127.0.0.1";

  @Option(names = "--speed", description = "Speed of its clock relative to real time.")
  private double speed = 1;

  @Option(
      names = "--origin",
      defaultValue = "${env:TIDEMARK_CLOCK_ORIGIN}",
      description = "Start time of its clock if it runs faster; now by default.")
  private @Nullable Instant origin;

  @Option(
      names = "--seed",
      description = "The same seed gives the same accounts, texts and random decisions.")
  private long seed = 1;

  @Option(
      names = "--key",
      description =
          "The key that all platforms accept, including the secret of TikTok's application.")
  private String key = "demo-key";

  SimulatorCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    check(port >= 0 && port <= 65_535, "--port must be from 0 to 65535, not " + port);
    check(speed > 0 && speed <= 10_000, "--speed must be above 0 and at most 10000, not " + speed);
    Ports.requireFree(host, port, "--port");
    StopSignals signals = context.signals().get();
    Instant began = origin == null ? WorldClock.real().instant() : origin;
    WorldClock clock = speed == 1 ? WorldClock.real() : WorldClock.faster(speed, began);
    Vertx vertx = Vertx.vertx();
    try {
      PlatformSimulator simulator =
          MainThread.await(
              new PlatformSimulator(vertx, clock, SimulatorSettings.withKey(host, port, seed, key))
                  .start());
      PrintWriter out = spec.commandLine().getOut();
      // A wildcard address cannot be called.
      String address = simulator.baseUrl().replace("//0.0.0.0:", "//127.0.0.1:");
      out.println("Simulated platforms at " + address + " (GET / lists everything)");
      out.println("Use them, all or some:");
      SimulatedPlatforms.lines(address, key).forEach(line -> out.println("  " + line));
      if (speed != 1) {
        out.println("On its clock:");
        out.println("  TIDEMARK_CLOCK_SPEED=%s TIDEMARK_CLOCK_ORIGIN=%s".formatted(speed, began));
      }
      out.println("Ctrl-C stops.");
      out.flush();
      signals.awaitStop();
      MainThread.await(simulator.stop());
      return 0;
    } finally {
      MainThread.await(vertx.close());
    }
  }

  private void check(boolean good, String sentence) {
    if (!good) {
      throw new ParameterException(spec.commandLine(), sentence);
    }
  }
}
