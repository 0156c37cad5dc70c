package io.tidemark.benchmarks.poll;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.tidemark.benchmarks.environment.BenchmarkEnvironment;
import io.tidemark.benchmarks.environment.JdbcConnections;
import io.tidemark.benchmarks.environment.ParallelRunner;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.RoundResult;
import io.tidemark.tracker.Tracker;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The upper bound: writes the same rows, known in advance, with the tracker's number of connections
 * and size of transactions. Nothing is claimed, requested, parsed, locked or decided.
 */
final class RawPollContestant implements Contestant {

  /** The default of {@code TIDEMARK_TRACKER_INSTANCES}. */
  private static final int CONNECTIONS = 2;

  /** The default of {@code TIDEMARK_TRACKER_BATCH}, in lots. */
  private static final int BATCH = 200 * TweetBatch.LOT;

  private final SlowPlatform platform;
  private final BenchmarkEnvironment environment;
  private final List<Connection> connections = new ArrayList<>();
  private int round;

  RawPollContestant(BenchmarkContext context, SlowPlatform platform) throws Exception {
    this.platform = platform;
    environment = BenchmarkEnvironment.open(context, platform.clock(), Map.of());
    for (int i = 0; i < CONNECTIONS; i++) {
      Connection connection = JdbcConnections.open(environment.database());
      connection.setAutoCommit(false);
      connections.add(connection);
    }
  }

  @Override
  public String name() {
    return "raw unnest writes";
  }

  @Override
  public RoundResult round() throws Exception {
    TweetBatch tweetBatch = platform.tweetBatch(round++);
    Fixture.insert(environment.database(), tweetBatch);
    await(Tracker.partitions(environment.app()).ensureFor(tweetBatch.polledAt()));
    Map<String, Double> thresholds = ZoneThresholds.thresholds(environment.database());
    List<List<RawPollBatch>> shares = new ArrayList<>();
    connections.forEach(connection -> shares.add(new ArrayList<>()));
    for (int from = 1; from <= tweetBatch.size(); from += BATCH) {
      int turn = (from / BATCH) % CONNECTIONS;
      int to = Math.min(from + BATCH - 1, tweetBatch.size());
      shares
          .get(turn)
          .add(RawPollBatch.of(connections.get(turn), tweetBatch, from, to, thresholds));
    }

    long began = System.nanoTime();
    List<Callable<?>> writers = new ArrayList<>();
    for (List<RawPollBatch> share : shares) {
      writers.add(
          () -> {
            for (RawPollBatch batch : share) {
              batch.write();
            }
            return share;
          });
    }
    ParallelRunner.run(writers);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    RoundResult done =
        new RoundResult(
            tweetBatch.size(), took, JdbcConnections.row(environment.database(), Fixture.DONE));
    Fixture.clear(environment.database());
    return done;
  }

  @Override
  public void close() throws Exception {
    for (Connection connection : connections) {
      connection.close();
    }
    environment.close();
  }
}
