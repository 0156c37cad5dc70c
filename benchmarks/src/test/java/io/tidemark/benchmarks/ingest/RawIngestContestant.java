package io.tidemark.benchmarks.ingest;

import io.tidemark.benchmarks.environment.BenchmarkEnvironment;
import io.tidemark.benchmarks.environment.JdbcConnections;
import io.tidemark.benchmarks.environment.ParallelRunner;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.RoundResult;
import io.tidemark.clock.WorldClock;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;

/**
 * The same rows with multi-row statements, one transaction per webhook, over separate connections.
 */
final class RawIngestContestant implements Contestant {

  private final WorldClock clock;
  private final IntFunction<List<Webhook>> rounds;
  private final BenchmarkEnvironment environment;
  private final List<Connection> connections = new ArrayList<>();
  private final String name;
  private int round;

  RawIngestContestant(
      BenchmarkContext context,
      WorldClock clock,
      IntFunction<List<Webhook>> rounds,
      int writers,
      String of)
      throws Exception {
    this.name = "raw multi-row statements, " + of;
    this.clock = clock;
    this.rounds = rounds;
    environment = BenchmarkEnvironment.open(context, clock, Map.of());
    IngestGateway.prepare(environment, clock);
    for (int i = 0; i < writers; i++) {
      Connection connection = JdbcConnections.open(environment.database());
      connection.setAutoCommit(false);
      connections.add(connection);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public RoundResult round() throws Exception {
    List<Webhook> webhooks = rounds.apply(round++);
    IngestGateway.empty(environment.database());
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
    ParallelRunner.run(writers);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    return new RoundResult(
        webhooks.stream().mapToInt(webhook -> webhook.tweets().size()).sum(),
        took,
        IngestGateway.rows(environment.database()));
  }

  @Override
  public void close() throws Exception {
    for (Connection connection : connections) {
      connection.close();
    }
    environment.close();
  }
}
