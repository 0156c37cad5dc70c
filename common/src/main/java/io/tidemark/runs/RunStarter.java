package io.tidemark.runs;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.RunStarted;
import io.tidemark.contract.Message.WakeUp;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;

/**
 * Starts runs of one kind by inserting their rows, in the calling process: it needs the database
 * alone.
 *
 * @param <R> the request
 */
@FunctionalInterface
public interface RunStarter<R> {

  /** Inserts a run that is due at once. Fails as the database does, with nothing inserted. */
  Future<StartResult> start(R request);

  /** Starts a run for a request on the bus. */
  default Future<RunStarted> answer(R request) {
    return start(request).map(StartResult::message);
  }

  /**
   * A starter that also wakes the workers of its kind. Where the wake-up is lost, a worker finds
   * the run when it next looks for due ones.
   *
   * @param workers where they listen
   */
  static <R> RunStarter<R> waking(
      Address<WakeUp> workers, EventBus bus, WorldClock clock, RunStarter<R> inserts) {
    return request ->
        inserts
            .start(request)
            .onSuccess(
                result -> {
                  if (result instanceof StartResult.Started) {
                    workers.publish(bus, new WakeUp(clock.instant()));
                  }
                });
  }
}
