package io.tidemark.studio;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Nudge;
import io.tidemark.contract.Message.StartStudioRun;
import io.tidemark.jobs.RecurringJob;
import io.tidemark.jobs.WorkLoop;
import io.tidemark.runs.RunStarter;
import io.tidemark.runs.StartResult;
import io.tidemark.studio.accounts.KeyRotation;
import io.tidemark.studio.runs.WorkspaceEnds;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to happen now and then on one pod. On a virtual thread. */
final class DutiesVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(DutiesVerticle.class);
  private static final Duration IDLE = Duration.ofSeconds(5);

  private record Duty(RecurringJob duty, WorkLoop alarm) {}

  private final Foundation foundation;
  private final List<Duty> duties;
  private final Duty removals;

  DutiesVerticle(Foundation foundation, RunStarter<StartStudioRun> starter, KeyRotation rotation) {
    this.foundation = foundation;
    this.removals =
        duty(
            "workspace-removals",
            Duration.ofMinutes(1),
            new WorkspaceEnds(foundation.pool())::removeAll);
    this.duties =
        List.of(
            duty("studio-refresh", foundation.settings().studio().every(), () -> start(starter)),
            duty("studio-key-rotation", Duration.ofHours(1), rotation::sealAgain),
            removals);
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
    return new Duty(duty, new WorkLoop(foundation.vertx(), foundation.clock(), name, IDLE, duty));
  }

  private static void start(RunStarter<StartStudioRun> starter) {
    var everything = new StartStudioRun("scheduled", null, false);
    if (starter.start(everything).await() instanceof StartResult.UnderWay last) {
      log.atInfo()
          .addKeyValue("run", last.run())
          .log("The last refresh has not ended; the next one comes at the next tick");
    }
  }

  @Override
  public Future<?> start() {
    return Future.all(duties.stream().map(duty -> duty.duty().prepare()).toList())
        .compose(prepared -> Address.REMOVALS.consume(vertx.eventBus(), this::removeNow))
        .onSuccess(prepared -> duties.forEach(duty -> duty.alarm().start()));
  }

  private void removeNow(Nudge nudge) {
    removals.duty().bringForward().onSuccess(moved -> removals.alarm().wakeUp(nudge.dueAt()));
  }

  @Override
  public Future<?> stop() {
    return Future.all(duties.stream().map(duty -> duty.alarm().stop()).toList());
  }
}
