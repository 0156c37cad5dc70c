package io.tidemark.tracker;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.timers.Alarm;
import io.tidemark.timers.PeriodicDuty;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;

/** What has to happen now and then on one pod. On a virtual thread. */
final class DutiesVerticle extends VerticleBase {

  private final PeriodicDuty history;
  private final PeriodicDuty replay;
  private final Alarm historyAlarm;
  private final Alarm replayAlarm;

  DutiesVerticle(Foundation foundation, Partitions partitions, UnroutedDeliveries unrouted) {
    this.history =
        new PeriodicDuty(
            foundation.vertx(),
            foundation.pool(),
            foundation.clock(),
            "history-partitions",
            Duration.ofHours(1),
            () -> {
              partitions.makeAhead(foundation.clock().instant()).await();
              partitions.dropOld().await();
            });
    this.replay =
        new PeriodicDuty(
            foundation.vertx(),
            foundation.pool(),
            foundation.clock(),
            "unrouted-replay",
            Duration.ofMinutes(1),
            unrouted::replayAll);
    this.historyAlarm = alarm(foundation, history);
    this.replayAlarm = alarm(foundation, replay);
  }

  private static Alarm alarm(Foundation foundation, PeriodicDuty duty) {
    return new Alarm(
        foundation.vertx(),
        foundation.clock(),
        duty.name(),
        foundation.settings().tracker().idle(),
        duty);
  }

  @Override
  public Future<?> start() {
    return Future.all(List.of(history.prepare(), replay.prepare()))
        .compose(
            prepared ->
                Address.UNROUTED.consume(
                    vertx.eventBus(),
                    nudge ->
                        replay.bringForward().onSuccess(moved -> replayAlarm.nudge(nudge.dueAt()))))
        .onSuccess(
            known -> {
              historyAlarm.start();
              replayAlarm.start();
            });
  }

  @Override
  public Future<?> stop() {
    return Future.all(List.of(historyAlarm.stop(), replayAlarm.stop()));
  }
}
