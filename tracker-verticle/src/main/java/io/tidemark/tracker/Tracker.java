package io.tidemark.tracker;

import com.github.benmanes.caffeine.cache.Ticker;
import io.tidemark.boot.Foundation;
import io.tidemark.contract.Question;
import io.tidemark.postgres.Beginnings;
import io.tidemark.runs.RunStartVerticle;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.Intake;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.tidemark.tracker.lots.LeftLotsVerticle;
import io.tidemark.tracker.lots.LotPoller;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.lots.LotsVerticle;
import io.tidemark.tracker.lots.TriggeredRuns;
import io.tidemark.tracker.lots.TriggersVerticle;
import io.tidemark.tracker.polling.Payers;
import io.tidemark.tracker.refresh.RefreshVerticle;
import io.tidemark.tracker.refresh.Refreshes;
import io.tidemark.tracker.sweeps.DaoSweepJob;
import io.tidemark.tracker.sweeps.SweepDutiesVerticle;
import io.tidemark.tracker.sweeps.SweepVerticle;
import io.tidemark.tracker.sweeps.Sweeps;
import io.tidemark.tracker.thresholds.Thresholds;
import io.tidemark.tracker.x.XClient;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The tracker of a process: its verticles, deployed and undeployed together. */
public final class Tracker {

  private final Vertx vertx;
  private final List<String> deployments;

  private Tracker(Vertx vertx, List<String> deployments) {
    this.vertx = vertx;
    this.deployments = List.copyOf(deployments);
  }

  public static Future<Tracker> deploy(Foundation foundation) {
    var partitions = partitions(foundation);
    var intake =
        new Intake(
            foundation.pool(),
            foundation.clock(),
            foundation.vertx().eventBus(),
            partitions,
            foundation.traces(),
            foundation.settings().webhook().mostUnrouted());
    var unrouted = new UnroutedDeliveries(foundation.pool(), foundation.clock(), intake);
    // One X and one set of payers: their breakers and lanes are those of the whole process.
    XClient x = TweetSources.x(foundation);
    Payers payers = TweetSources.payers(foundation, x);
    var refreshes = new Refreshes(foundation, payers, partitions, Ticker.systemTicker());
    Supplier<LotPoller> passes = passes(foundation, payers, partitions);
    var sweeps = new Sweeps(foundation);
    var virtual = new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    var passing =
        new DeploymentOptions(virtual).setInstances(foundation.settings().tracker().instances());
    Vertx vertx = foundation.vertx();
    List<String> deployed = new ArrayList<>();
    return Beginnings.insist(vertx, () -> partitions.makeAhead(foundation.clock().instant()))
        .compose(
            made ->
                vertx.deployVerticle(
                    () -> new DutiesVerticle(foundation, partitions, unrouted), virtual))
        .onSuccess(deployed::addFirst)
        .compose(
            duties ->
                vertx.deployVerticle(() -> new LotsVerticle(foundation, passes.get()), passing))
        .onSuccess(deployed::addFirst)
        .compose(
            lots ->
                vertx.deployVerticle(() -> new LeftLotsVerticle(foundation, passes.get()), virtual))
        .onSuccess(deployed::addFirst)
        .compose(left -> vertx.deployVerticle(new RefreshVerticle(refreshes)))
        .onSuccess(deployed::addFirst)
        .compose(
            refresh ->
                vertx.deployVerticle(
                    () -> new TriggersVerticle(new TriggeredRuns(foundation, passes.get())),
                    passing))
        .onSuccess(deployed::addFirst)
        .compose(
            triggers ->
                vertx.deployVerticle(() -> new SweepDutiesVerticle(foundation, sweeps), virtual))
        .onSuccess(deployed::addFirst)
        .compose(
            regular ->
                vertx.deployVerticle(
                    new RunStartVerticle<>(Question.START_DAO_SWEEP, sweeps.starter())))
        .onSuccess(deployed::addFirst)
        .compose(
            starts ->
                vertx.deployVerticle(
                    () -> new SweepVerticle(foundation, new DaoSweepJob(foundation, x)), virtual))
        .onSuccess(deployed::addFirst)
        .map(swept -> new Tracker(vertx, deployed));
  }

  /** The partitions of this process. */
  public static Partitions partitions(Foundation foundation) {
    return Partitions.of(foundation, Partitions.HISTORY);
  }

  /** Passes that share their payers, one for each that may run at once. */
  public static Supplier<LotPoller> passes(
      Foundation foundation, Payers payers, Partitions partitions) {
    var thresholds = new Thresholds(foundation.pool(), foundation.redis(), foundation.clock());
    var timers = Lots.jobStore(foundation);
    return () ->
        new LotPoller(
            foundation,
            timers,
            payers,
            thresholds,
            partitions,
            ThreadLocalRandom.current().nextDouble(0.95, 1));
  }

  /** Ends when the passes in hand have ended. */
  public Future<Void> undeploy() {
    return Future.all(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
  }
}
