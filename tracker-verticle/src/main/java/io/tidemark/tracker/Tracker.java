package io.tidemark.tracker;

import io.tidemark.boot.Foundation;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.Intake;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.tidemark.tracker.lots.LotsPass;
import io.tidemark.tracker.lots.LotsVerticle;
import io.tidemark.tracker.polling.PollPipeline;
import io.tidemark.tracker.polling.TweetSources;
import io.tidemark.tracker.thresholds.Thresholds;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.List;

/** The tracker of a process: its verticles, deployed and undeployed together. */
public final class Tracker {

  private final Vertx vertx;
  private final List<String> deployments;

  private Tracker(Vertx vertx, List<String> deployments) {
    this.vertx = vertx;
    this.deployments = deployments;
  }

  public static Future<Tracker> deploy(Foundation foundation) {
    var partitions = partitions(foundation);
    var pass = pass(foundation, partitions);
    var intake =
        new Intake(
            foundation.pool(), foundation.clock(), foundation.vertx().eventBus(), partitions);
    var unrouted = new UnroutedDeliveries(foundation.pool(), foundation.clock(), intake);
    var virtual = new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    int instances = foundation.settings().tracker().instances();
    Vertx vertx = foundation.vertx();
    return partitions
        .makeAhead(foundation.clock().instant())
        .compose(
            made ->
                vertx.deployVerticle(
                    () -> new DutiesVerticle(foundation, partitions, unrouted), virtual))
        .compose(
            duties ->
                vertx
                    .deployVerticle(
                        () -> new LotsVerticle(foundation, pass),
                        new DeploymentOptions(virtual).setInstances(instances))
                    .map(lots -> new Tracker(vertx, List.of(lots, duties))));
  }

  /** The partitions of this process. */
  public static Partitions partitions(Foundation foundation) {
    return new Partitions(
        foundation.pool(), foundation.clock(), foundation.settings().retention().snapshots());
  }

  /** The pass that the verticles run, for whoever wants to run it himself. */
  public static LotsPass pass(Foundation foundation, Partitions partitions) {
    return new LotsPass(
        foundation,
        new PollPipeline(TweetSources.of(foundation), foundation.clock()),
        new Thresholds(foundation.pool(), foundation.redis(), foundation.clock()),
        partitions);
  }

  /** Ends when the passes in hand have ended. */
  public Future<Void> undeploy() {
    return Future.all(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
  }
}
