package io.tidemark.benchmarks.poll;

import static io.tidemark.benchmarks.ground.Ground.await;

import io.tidemark.benchmarks.Bench;
import io.tidemark.benchmarks.Round;
import io.tidemark.benchmarks.Side;
import io.tidemark.benchmarks.ground.Ground;
import io.tidemark.benchmarks.ground.Jdbc;
import io.tidemark.benchmarks.ground.Together;
import io.tidemark.tracker.Tracker;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The limit: the same rows, known beforehand, by as many connections and in transactions as large
 * as the tracker's. Nothing is claimed, asked, parsed, locked or decided.
 */
final class RawSide implements Side {

  /** As {@code TIDEMARK_TRACKER_INSTANCES} has it by default. */
  private static final int CONNECTIONS = 2;

  /** As {@code TIDEMARK_TRACKER_BATCH} has it by default, in lots. */
  private static final int BATCH = 200 * Crop.LOT;

  private final SlowPlatform platform;
  private final Ground ground;
  private final List<Connection> connections = new ArrayList<>();
  private int round;

  RawSide(Bench bench, SlowPlatform platform) throws Exception {
    this.platform = platform;
    ground = Ground.lay(bench, platform.clock(), Map.of());
    for (int i = 0; i < CONNECTIONS; i++) {
      Connection connection = Jdbc.open(ground.database());
      connection.setAutoCommit(false);
      connections.add(connection);
    }
  }

  @Override
  public String name() {
    return "raw unnest writes";
  }

  @Override
  public Round round() throws Exception {
    Crop crop = platform.crop(round++);
    Seed.sow(ground.database(), crop);
    await(Tracker.partitions(ground.foundation()).ensureFor(crop.polledAt()));
    Map<String, Double> thresholds = Zones.thresholds(ground.database());
    List<List<RawBatch>> shares = new ArrayList<>();
    connections.forEach(connection -> shares.add(new ArrayList<>()));
    for (int from = 1; from <= crop.size(); from += BATCH) {
      int turn = (from / BATCH) % CONNECTIONS;
      int to = Math.min(from + BATCH - 1, crop.size());
      shares.get(turn).add(RawBatch.of(connections.get(turn), crop, from, to, thresholds));
    }

    long began = System.nanoTime();
    List<Callable<?>> writers = new ArrayList<>();
    for (List<RawBatch> share : shares) {
      writers.add(
          () -> {
            for (RawBatch batch : share) {
              batch.write();
            }
            return share;
          });
    }
    Together.run(writers);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    Round done = new Round(crop.size(), took, Jdbc.row(ground.database(), Seed.DONE));
    Seed.clear(ground.database());
    return done;
  }

  @Override
  public void close() throws Exception {
    for (Connection connection : connections) {
      connection.close();
    }
    ground.close();
  }
}
