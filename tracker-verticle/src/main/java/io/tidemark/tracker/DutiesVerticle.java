package io.tidemark.tracker;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Nudge;
import io.tidemark.jobs.RecurringJob;
import io.tidemark.jobs.WorkLoop;
import io.tidemark.postgres.OldRecords;
import io.tidemark.tracker.daos.DaoSnapshots;
import io.tidemark.tracker.history.Overdue;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.tidemark.tracker.intake.ZoneEnds;
import io.tidemark.tracker.lots.CadenceChanges;
import io.tidemark.tracker.reads.Tallies;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;

/** What has to happen now and then on one pod. On a virtual thread. */
final class DutiesVerticle extends VerticleBase {

  private record Duty(RecurringJob duty, WorkLoop alarm) {}

  private final Foundation foundation;
  private final Duty history;
  private final Duty replay;
  private final Duty unroutedRetention;
  private final Duty cadences;
  private final Duty tallies;
  private final Duty removals;
  private final Duty records;

  DutiesVerticle(Foundation foundation, Partitions partitions, UnroutedDeliveries unrouted) {
    this.foundation = foundation;
    this.history =
        duty(
            "history-partitions",
            Duration.ofHours(1),
            () -> {
              partitions.makeAhead(foundation.clock().instant()).await();
              partitions.dropOld().await();
            });
    this.replay = duty("unrouted-replay", Duration.ofMinutes(1), unrouted::replayAll);
    this.unroutedRetention =
        duty(
            "unrouted-retention",
            Duration.ofHours(1),
            () ->
                unrouted.dropOld(
                    foundation
                        .clock()
                        .instant()
                        .minus(foundation.settings().retention().unrouted())));
    var changes = new CadenceChanges(foundation.pool(), foundation.clock(), 200);
    this.cadences = duty("cadence-changes", Duration.ofMinutes(1), changes::applyAll);
    this.tallies =
        duty("tallies", Duration.ofMinutes(1), () -> Tallies.fold(foundation.pool()).await());
    this.removals =
        duty("zone-removals", Duration.ofMinutes(1), new ZoneEnds(foundation.pool())::removeAll);
    var old = new OldRecords(foundation.pool(), foundation.settings().retention().records());
    this.records =
        duty(
            "record-retention",
            Duration.ofDays(1),
            () -> old.dropOld(foundation.clock().instant()));
  }

  private Duty duty(String name, Duration every, Runnable work) {
    var duty =
        new RecurringJob(
            foundation.vertx(),
            foundation.pool(),
            foundation.clock(),
            name,
            every,
            work,
            foundation.liveness());
    return new Duty(
        duty,
        new WorkLoop(
            foundation.vertx(),
            foundation.clock(),
            name,
            foundation.settings().tracker().idle(),
            duty));
  }

  @Override
  public Future<?> start() {
    return Future.all(duties().stream().map(duty -> duty.duty().prepare()).toList())
        .compose(
            prepared ->
                Future.all(
                    nudged(Address.UNROUTED, replay),
                    nudged(Address.CADENCES, cadences),
                    nudged(Address.REMOVALS, removals)))
        .onSuccess(known -> duties().forEach(duty -> duty.alarm().start()))
        .onSuccess(
            known ->
                Overdue.watch(
                    foundation,
                    List.of(
                        Tracker.partitions(foundation),
                        Partitions.of(foundation, DaoSnapshots.TABLE))));
  }

  private Future<Void> nudged(Address<Nudge> address, Duty duty) {
    return address.consume(
        vertx.eventBus(),
        nudge -> duty.duty().bringForward().onSuccess(moved -> duty.alarm().wakeUp(nudge.dueAt())));
  }

  private List<Duty> duties() {
    return List.of(history, replay, unroutedRetention, cadences, tallies, removals, records);
  }

  @Override
  public Future<?> stop() {
    return Future.all(duties().stream().map(duty -> duty.alarm().stop()).toList());
  }
}
