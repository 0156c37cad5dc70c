package io.tidemark.benchmarks.poll;

import static io.tidemark.benchmarks.ground.Ground.await;
import static io.tidemark.benchmarks.ground.Ground.until;

import io.tidemark.benchmarks.Bench;
import io.tidemark.benchmarks.Round;
import io.tidemark.benchmarks.Side;
import io.tidemark.benchmarks.ground.Ground;
import io.tidemark.benchmarks.ground.Jdbc;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Nudge;
import io.tidemark.tracker.Tracker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A tracker as it is deployed, from the moment at which all lots are due to the last commit. */
public final class TidemarkSide implements Side {

  private static final String POLLED = "tidemark.tweets.polled";

  private final String name;
  private final SlowPlatform platform;
  private final Ground ground;
  private final Tracker tracker;
  private int round;

  /**
   * Deploys a tracker.
   *
   * @param settings on top of the defaults
   */
  public TidemarkSide(
      String name, Bench bench, SlowPlatform platform, Map<String, String> settings) {
    this.name = name;
    this.platform = platform;
    Map<String, String> all = new HashMap<>(settings);
    all.put("TIDEMARK_TWITTERAPI_BASE_URL", platform.baseUrl());
    all.put("TIDEMARK_TWITTERAPI_KEY", SlowPlatform.KEY);
    ground = Ground.lay(bench, platform.clock(), all);
    tracker = await(Tracker.deploy(ground.foundation()));
  }

  @Override
  public String name() {
    return name;
  }

  /** What it stands on. */
  public Ground ground() {
    return ground;
  }

  @Override
  public Round round() throws Exception {
    Crop crop = platform.crop(round++);
    platform.clock().set(crop.arrivedAt());
    Seed.sow(ground.database(), crop);
    double all = ground.count(POLLED) + crop.size();

    long began = System.nanoTime();
    platform.clock().set(crop.polledAt());
    Address.LOTS.publish(ground.foundation().vertx().eventBus(), new Nudge(crop.arrivedAt()));
    until("all due tweets polled", () -> ground.count(POLLED) >= all);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    Round done = new Round(crop.size(), took, Jdbc.row(ground.database(), Seed.DONE));
    Seed.clear(ground.database());
    return done;
  }

  @Override
  public void close() {
    await(tracker.undeploy());
    ground.close();
  }
}
