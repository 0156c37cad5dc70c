package io.tidemark.benchmarks.poll;

import static io.tidemark.benchmarks.ground.Ground.await;

import io.tidemark.clock.SettableClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.NeverMoves;
import io.tidemark.simulator.growth.SmallTweet;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The simulated platform, 20 ms away, and what is due there round by round. All sides share it and
 * its clock, which stands still while they work: so they read the same numbers.
 */
public final class SlowPlatform implements AutoCloseable {

  /** The only key that it accepts. */
  public static final String KEY = "demo-key";

  private static final Instant FIRST = Instant.parse("2026-11-02T10:00:00Z");
  private static final Duration BETWEEN_ROUNDS = Duration.ofHours(3);
  private static final Duration COALESCING = Duration.ofSeconds(60);
  private static final int MILLIS_AWAY = 20;
  private static final int ZONES = 20;

  private final Vertx vertx = Vertx.vertx();
  private final SettableClock clock = new SettableClock(FIRST);
  private final PlatformSimulator simulator =
      new PlatformSimulator(vertx, clock, SimulatorSettings.defaults());
  private final int tweets;
  private final List<String> zones;
  private final List<Crop> crops = new ArrayList<>();

  /**
   * @param tweets in each round
   */
  public SlowPlatform(int tweets) {
    this.tweets = tweets;
    // Names that no other run has: what is cached in Redis under them is of this run.
    String run = UUID.randomUUID().toString().substring(0, 8);
    zones = IntStream.range(0, ZONES).mapToObj(zone -> run + "-" + zone).toList();
    await(simulator.start());
    simulator.change(switches -> switches.latencyMillis(MILLIS_AWAY));
  }

  /** Stands still until a side sets it. */
  public SettableClock clock() {
    return clock;
  }

  /** Where it is. */
  public String baseUrl() {
    return simulator.baseUrl();
  }

  /** What is due in a round; the same for every side that asks. */
  public Crop crop(int round) {
    while (crops.size() <= round) {
      crops.add(grown(crops.size()));
    }
    return crops.get(round);
  }

  private Crop grown(int round) {
    Instant arrivedAt = FIRST.plus(BETWEEN_ROUNDS.multipliedBy(round));
    List<SimulatedTweet> posted = new ArrayList<>(tweets);
    for (int i = 0; i < tweets; i++) {
      // Three quarters never move, as in the streams of the README.
      long seed = (long) round * tweets + i;
      Growth growth = i % 4 == 0 ? SmallTweet.draw(seed) : NeverMoves.draw(seed);
      posted.add(
          simulator
              .tweets()
              .post(TweetDraft.growing(growth).at(arrivedAt.minusMillis(1_000L * (i % 120)))));
    }
    return new Crop(
        zones, arrivedAt, arrivedAt.plus(Duration.ofHours(1)).plus(COALESCING), posted);
  }

  @Override
  public void close() {
    await(simulator.stop());
    await(vertx.close());
  }
}
