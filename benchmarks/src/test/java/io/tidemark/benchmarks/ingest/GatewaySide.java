package io.tidemark.benchmarks.ingest;

import static io.tidemark.benchmarks.ground.Ground.await;

import io.tidemark.benchmarks.Round;
import io.tidemark.benchmarks.Side;
import io.tidemark.benchmarks.ground.Together;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Webhooks over HTTP until each is answered, that is committed. */
final class GatewaySide implements Side {

  private final Door door;
  private final IntFunction<List<Webhook>> rounds;
  private final int senders;
  private int round;

  /**
   * @param rounds the deliveries of each round, the same for every side
   * @param senders deliveries at the same time
   */
  GatewaySide(Door door, IntFunction<List<Webhook>> rounds, int senders) {
    this.door = door;
    this.rounds = rounds;
    this.senders = senders;
  }

  @Override
  public String name() {
    return "tidemark, HTTP and JSON";
  }

  @Override
  public Round round() throws Exception {
    List<Webhook> webhooks = rounds.apply(round++);
    Door.empty(door.ground().database());

    long began = System.nanoTime();
    var next = new AtomicInteger();
    Callable<?> sender =
        () -> {
          for (int i = next.getAndIncrement(); i < webhooks.size(); i = next.getAndIncrement()) {
            Door.Answer answer = await(door.send(webhooks.get(i)));
            if (answer.created() != webhooks.get(i).tweets().size()) {
              throw new IllegalStateException("a webhook was answered " + answer);
            }
          }
          return next;
        };
    Together.run(Collections.nCopies(senders, sender));
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    return new Round(
        webhooks.stream().mapToInt(webhook -> webhook.tweets().size()).sum(),
        took,
        Door.rows(door.ground().database()));
  }
}
