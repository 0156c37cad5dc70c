package io.tidemark.benchmarks.poll;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;
import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.until;

import io.tidemark.benchmarks.environment.BenchmarkEnvironment;
import io.tidemark.benchmarks.environment.JdbcConnections;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.RoundResult;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.tracker.Tracker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A deployed tracker, measured from the time at which all lots are due to the last commit. */
public final class TidemarkPollContestant implements Contestant {

  private static final String POLLED = "tidemark.tweets.polled";

  private final String name;
  private final SlowPlatform platform;
  private final BenchmarkEnvironment environment;
  private final Tracker tracker;
  private int round;

  /**
   * Deploys a tracker.
   *
   * @param settings settings over the defaults
   */
  public TidemarkPollContestant(
      String name, BenchmarkContext context, SlowPlatform platform, Map<String, String> settings) {
    this.name = name;
    this.platform = platform;
    Map<String, String> all = new HashMap<>(settings);
    all.put("TIDEMARK_TWITTERAPI_BASE_URL", platform.baseUrl());
    all.put("TIDEMARK_TWITTERAPI_KEY", SlowPlatform.KEY);
    environment = BenchmarkEnvironment.open(context, platform.clock(), all);
    tracker = await(Tracker.deploy(environment.app()));
  }

  @Override
  public String name() {
    return name;
  }

  /** The environment of the tracker. */
  public BenchmarkEnvironment environment() {
    return environment;
  }

  @Override
  public RoundResult round() throws Exception {
    TweetBatch tweetBatch = platform.tweetBatch(round++);
    platform.clock().set(tweetBatch.arrivedAt());
    Fixture.insert(environment.database(), tweetBatch);
    double all = environment.count(POLLED) + tweetBatch.size();

    long began = System.nanoTime();
    platform.clock().set(tweetBatch.polledAt());
    Address.LOTS.publish(environment.app().vertx().eventBus(), new WakeUp(tweetBatch.arrivedAt()));
    until("all due tweets polled", () -> environment.count(POLLED) >= all);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    RoundResult done =
        new RoundResult(
            tweetBatch.size(), took, JdbcConnections.row(environment.database(), Fixture.DONE));
    Fixture.clear(environment.database());
    return done;
  }

  @Override
  public void close() {
    await(tracker.undeploy());
    environment.close();
  }
}
