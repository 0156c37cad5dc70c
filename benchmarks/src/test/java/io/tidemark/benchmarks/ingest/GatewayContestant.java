package io.tidemark.benchmarks.ingest;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.tidemark.benchmarks.environment.ParallelRunner;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.RoundResult;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Webhooks over HTTP until each is answered, that is, committed. */
final class GatewayContestant implements Contestant {

  private final IngestGateway ingestGateway;
  private final IntFunction<List<Webhook>> rounds;
  private final int senders;
  private final String name;
  private int round;

  /**
   * @param rounds the deliveries of each round, the same for all contestants
   * @param senders number of concurrent deliveries
   * @param of what the webhooks are
   */
  GatewayContestant(
      IngestGateway ingestGateway, IntFunction<List<Webhook>> rounds, int senders, String of) {
    this.ingestGateway = ingestGateway;
    this.rounds = rounds;
    this.senders = senders;
    this.name = "tidemark, HTTP and JSON, " + of;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public RoundResult round() throws Exception {
    List<Webhook> webhooks = rounds.apply(round++);
    IngestGateway.empty(ingestGateway.environment().database());

    long began = System.nanoTime();
    var next = new AtomicInteger();
    Callable<?> sender =
        () -> {
          for (int i = next.getAndIncrement(); i < webhooks.size(); i = next.getAndIncrement()) {
            IngestGateway.Response response = await(ingestGateway.send(webhooks.get(i)));
            if (response.created() != webhooks.get(i).tweets().size()) {
              throw new IllegalStateException("a webhook was answered " + response);
            }
          }
          return next;
        };
    ParallelRunner.run(Collections.nCopies(senders, sender));
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    return new RoundResult(
        webhooks.stream().mapToInt(webhook -> webhook.tweets().size()).sum(),
        took,
        IngestGateway.rows(ingestGateway.environment().database()));
  }
}
