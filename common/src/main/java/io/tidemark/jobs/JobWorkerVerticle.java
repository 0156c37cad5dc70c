package io.tidemark.jobs;

import io.tidemark.contract.Address;
import io.tidemark.contract.Message.WakeUp;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs one worker: wakes it when a job is due, on a message, and when a process has died. To be
 * deployed on a virtual thread, in as many instances as jobs of the kind may be worked on at once.
 * When it is undeployed, the worker finishes what it has claimed or releases it.
 */
public final class JobWorkerVerticle extends VerticleBase {

  /** Each death of a process wakes a worker; this is for a wake-up that was lost. */
  private static final Duration IDLE_OF_ORPHANS = Duration.ofMinutes(1);

  private final JobWorker worker;
  private final WorkLoop loop;
  private final @Nullable Address<WakeUp> wakeUps;

  /**
   * @param idle real time after which the worker looks for due jobs although nothing woke it
   */
  public JobWorkerVerticle(JobWorker worker, Duration idle) {
    this(worker, worker.loop(idle, worker), null);
  }

  /**
   * @param wakeUps address of messages about jobs that became due sooner than it may know
   */
  public JobWorkerVerticle(JobWorker worker, Duration idle, Address<WakeUp> wakeUps) {
    this(worker, worker.loop(idle, worker), wakeUps);
  }

  private JobWorkerVerticle(JobWorker worker, WorkLoop loop, @Nullable Address<WakeUp> wakeUps) {
    this.worker = worker;
    this.loop = loop;
    this.wakeUps = wakeUps;
  }

  /**
   * Takes orphaned jobs over beside workers that may wait for a slow platform, or have a backlog
   * before them.
   */
  public static JobWorkerVerticle ofOrphans(JobWorker worker) {
    return new JobWorkerVerticle(worker, worker.loop(IDLE_OF_ORPHANS, worker::runOrphaned), null);
  }

  @Override
  public Future<?> start() {
    return worker.prepare().compose(prepared -> listen()).onSuccess(known -> loop.start());
  }

  private Future<Void> listen() {
    return wakeUps == null
        ? Future.succeededFuture()
        : wakeUps.consume(
            vertx.eventBus(),
            wake -> worker.wake().onSuccess(written -> loop.wakeUp(worker.firesAt(wake.dueAt()))));
  }

  @Override
  public Future<?> stop() {
    return worker.stop(loop.stop(), JobWorker.TO_FINISH);
  }
}
