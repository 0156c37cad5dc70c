package io.tidemark.tracker;

import io.tidemark.boot.Foundation;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.Intake;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.tidemark.tracker.lots.LotsPass;
import io.tidemark.tracker.lots.LotsVerticle;
import io.tidemark.tracker.polling.PollPipeline;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.tracker.sweeps.SweepDutiesVerticle;
import io.tidemark.tracker.sweeps.SweepPass;
import io.tidemark.tracker.sweeps.SweepVerticle;
import io.tidemark.tracker.sweeps.Sweeps;
import io.tidemark.tracker.thresholds.Thresholds;
import io.tidemark.tracker.x.XClient;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

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
    var intake =
        new Intake(
            foundation.pool(), foundation.clock(), foundation.vertx().eventBus(), partitions);
    var unrouted = new UnroutedDeliveries(foundation.pool(), foundation.clock(), intake);
    XClient x = TweetSources.x(foundation);
    Supplier<LotsPass> passes = passes(foundation, partitions, TweetSources.of(foundation, x));
    var sweeps = new Sweeps(foundation);
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
                        () -> new LotsVerticle(foundation, passes.get()),
                        new DeploymentOptions(virtual).setInstances(instances))
                    .compose(
                        lots ->
                            vertx
                                .deployVerticle(
                                    () -> new SweepDutiesVerticle(foundation, sweeps), virtual)
                                .compose(
                                    begins ->
                                        vertx
                                            .deployVerticle(
                                                () ->
                                                    new SweepVerticle(
                                                        foundation, new SweepPass(foundation, x)),
                                                virtual)
                                            .map(
                                                swept ->
                                                    new Tracker(
                                                        vertx,
                                                        List.of(lots, duties, begins, swept))))));
  }

  /** The partitions of this process. */
  public static Partitions partitions(Foundation foundation) {
    return new Partitions(
        foundation.pool(), foundation.clock(), foundation.settings().retention().snapshots());
  }

  /**
   * The passes that the verticles run, one for each instance, over one source: its breaker and its
   * lanes are those of the whole process.
   */
  public static Supplier<LotsPass> passes(Foundation foundation, Partitions partitions) {
    return passes(foundation, partitions, TweetSources.of(foundation));
  }

  private static Supplier<LotsPass> passes(
      Foundation foundation, Partitions partitions, TweetSource source) {
    var pipeline = new PollPipeline(source, foundation.clock());
    var thresholds = new Thresholds(foundation.pool(), foundation.redis(), foundation.clock());
    return () ->
        new LotsPass(
            foundation,
            pipeline,
            thresholds,
            partitions,
            ThreadLocalRandom.current().nextDouble(0.95, 1));
  }

  /** Ends when the passes in hand have ended. */
  public Future<Void> undeploy() {
    return Future.all(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
  }
}
