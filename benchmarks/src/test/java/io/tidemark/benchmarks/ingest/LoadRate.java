package io.tidemark.benchmarks.ingest;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.tidemark.benchmarks.harness.Samples;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends deliveries at a fixed rate, independent of responses (open loop): a short stall of the
 * gateway delays all deliveries in it, and each of them counts.
 */
final class LoadRate {

  private LoadRate() {}

  /**
   * Milliseconds from the scheduled time of each delivery until it was accepted, retries included.
   */
  static Samples send(IngestGateway ingestGateway, List<Webhook> webhooks, double perSecond) {
    Queue<Double> took = new ConcurrentLinkedQueue<>();
    List<Future<?>> sent = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < webhooks.size(); i++) {
      Webhook webhook = webhooks.get(i);
      long due = began + (long) (i / perSecond * 1e9);
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      sent.add(
          ingestGateway
              .sendUntilTaken(webhook)
              .onSuccess(response -> took.add((System.nanoTime() - due) / 1e6)));
    }
    await(Future.all(sent));
    return Samples.of(took);
  }

  /**
   * Sends small deliveries at a fixed rate while large ones are sent one after the other.
   *
   * @param large more of them than are taken meanwhile
   * @return the milliseconds of the small ones
   */
  static Samples sendBesideLarge(
      IngestGateway ingestGateway, List<Webhook> small, double perSecond, List<Webhook> large)
      throws Exception {
    var ended = new AtomicBoolean();
    var sender =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < large.size() && !ended.get(); i++) {
                    await(ingestGateway.sendUntilTaken(large.get(i)));
                  }
                });
    try {
      return send(ingestGateway, small, perSecond);
    } finally {
      ended.set(true);
      sender.join();
    }
  }
}
