package io.tidemark.boot;

import io.tidemark.contract.Address;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.jobs.JobResult;
import io.tidemark.jobs.JobWorkerVerticle;
import io.tidemark.jobs.RecurringJob;
import io.tidemark.jobs.Schedule;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/** The verticles of one module in one process: deployed in turn, undeployed together. */
public final class Deployments {

  /**
   * Real time after which a recurring job is looked for although nothing woke it. Its next time is
   * known, a change of it is announced, and so is the death of a process: this is for a message
   * that was lost.
   */
  public static final Duration IDLE = Duration.ofMinutes(1);

  private final AppContext app;
  private final Deque<String> ids = new ConcurrentLinkedDeque<>();

  public Deployments(AppContext app) {
    this.app = app;
  }

  /** Deploys a verticle on an event loop. */
  public Future<Void> deploy(Deployable verticle) {
    return deployed(app.vertx().deployVerticle(verticle));
  }

  /** Deploys instances of a verticle on virtual threads. */
  public Future<Void> deploy(int instances, Supplier<? extends Deployable> verticles) {
    var options =
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.VIRTUAL_THREAD)
            .setInstances(instances);
    return deployed(app.vertx().deployVerticle(verticles, options));
  }

  /** Deploys a recurring job. */
  public Future<Void> recurring(String name, Schedule schedule, Runnable work) {
    return deploy(1, () -> new JobWorkerVerticle(job(name, schedule, work), IDLE));
  }

  /**
   * As above.
   *
   * @param wakeUps address of messages that make it due at once
   */
  public Future<Void> recurring(
      String name, Schedule schedule, Runnable work, Address<WakeUp> wakeUps) {
    return deploy(1, () -> new JobWorkerVerticle(job(name, schedule, work), IDLE, wakeUps));
  }

  private RecurringJob job(String name, Schedule schedule, Runnable work) {
    return new RecurringJob(
        app.vertx(),
        app.pool(),
        app.clock(),
        app.failureDetector(),
        name,
        schedule,
        app.meters(),
        job -> {
          work.run();
          return new JobResult.Done();
        });
  }

  private Future<Void> deployed(Future<String> deployment) {
    return deployment.onSuccess(ids::addFirst).mapEmpty();
  }

  /** Undeploys all; completes when what they had claimed is finished or released. */
  public Future<Void> undeploy() {
    return Future.all(ids.stream().map(app.vertx()::undeploy).toList()).mapEmpty();
  }
}
