package io.tidemark.benchmarks.ingest;

import io.tidemark.benchmarks.Bench;
import io.tidemark.benchmarks.Round;
import io.tidemark.benchmarks.Side;
import io.tidemark.benchmarks.ground.Ground;
import io.tidemark.benchmarks.ground.Jdbc;
import io.tidemark.benchmarks.ground.Together;
import io.tidemark.clock.WorldClock;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;

/**
 * The same rows by multi-row statements, one transaction a webhook, over connections of its own.
 */
final class RawSide implements Side {

  private final WorldClock clock;
  private final IntFunction<List<Webhook>> rounds;
  private final Ground ground;
  private final List<Connection> connections = new ArrayList<>();
  private int round;

  RawSide(Bench bench, WorldClock clock, IntFunction<List<Webhook>> rounds, int writers)
      throws Exception {
    this.clock = clock;
    this.rounds = rounds;
    ground = Ground.lay(bench, clock, Map.of());
    Door.prepare(ground, clock);
    for (int i = 0; i < writers; i++) {
      Connection connection = Jdbc.open(ground.database());
      connection.setAutoCommit(false);
      connections.add(connection);
    }
  }

  @Override
  public String name() {
    return "raw multi-row statements";
  }

  @Override
  public Round round() throws Exception {
    List<Webhook> webhooks = rounds.apply(round++);
    Door.empty(ground.database());
    List<List<RawDelivery>> shares = new ArrayList<>();
    connections.forEach(connection -> shares.add(new ArrayList<>()));
    for (int i = 0; i < webhooks.size(); i++) {
      int turn = i % connections.size();
      shares
          .get(turn)
          .add(RawDelivery.of(connections.get(turn), webhooks.get(i).tweets(), clock.instant()));
    }

    long began = System.nanoTime();
    List<Callable<?>> writers = new ArrayList<>();
    for (List<RawDelivery> share : shares) {
      writers.add(
          () -> {
            for (RawDelivery delivery : share) {
              delivery.write();
            }
            return share;
          });
    }
    Together.run(writers);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    return new Round(
        webhooks.stream().mapToInt(webhook -> webhook.tweets().size()).sum(),
        took,
        Door.rows(ground.database()));
  }

  @Override
  public void close() throws Exception {
    for (Connection connection : connections) {
      connection.close();
    }
    ground.close();
  }
}
