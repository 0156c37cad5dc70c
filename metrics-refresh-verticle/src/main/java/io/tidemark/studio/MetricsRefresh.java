package io.tidemark.studio;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Question;
import io.tidemark.runs.RunStartVerticle;
import io.tidemark.studio.accounts.KeyRotation;
import io.tidemark.studio.accounts.TokenSeal;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.runs.MetricsRefreshJob;
import io.tidemark.studio.runs.Runs;
import io.tidemark.studio.runs.RunsVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** The metrics refresh of a process: its verticles, deployed and undeployed together. */
public final class MetricsRefresh {

  /** A run for all may take hours; one for a workspace shall not stand behind it. */
  private static final int RUNS_AT_ONCE = 2;

  private final Vertx vertx;
  private final List<String> deployments;

  private MetricsRefresh(Vertx vertx, List<String> deployments) {
    this.vertx = vertx;
    this.deployments = List.copyOf(deployments);
  }

  /** On the platforms that the settings name. */
  public static Future<MetricsRefresh> deploy(Foundation foundation) {
    return deploy(foundation, StudioSources.all(foundation));
  }

  /**
   * @param sources one for each platform that is asked; accounts of others are skipped
   */
  public static Future<MetricsRefresh> deploy(Foundation foundation, List<StudioSource> sources) {
    var studio = foundation.settings().studio();
    var rotation = new KeyRotation(foundation.pool(), new TokenSeal(studio.encryptionKeys()));
    var virtual = new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    Vertx vertx = foundation.vertx();
    var starter = new Runs(foundation.pool(), foundation.clock(), studio).starter(vertx.eventBus());
    List<String> deployed = new ArrayList<>();
    return vertx
        .deployVerticle(
            () -> new RunsVerticle(foundation, new MetricsRefreshJob(foundation, sources)),
            new DeploymentOptions(virtual).setInstances(RUNS_AT_ONCE))
        .onSuccess(deployed::add)
        .compose(
            passing ->
                vertx.deployVerticle(new RunStartVerticle<>(Question.START_STUDIO_RUN, starter)))
        .onSuccess(deployed::add)
        .compose(
            starts ->
                vertx.deployVerticle(
                    () -> new DutiesVerticle(foundation, starter, rotation), virtual))
        .onSuccess(deployed::add)
        .map(duties -> new MetricsRefresh(vertx, deployed));
  }

  /** Ends when the batches in hand have ended; another process goes on with their runs. */
  public Future<Void> undeploy() {
    return Future.all(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
  }
}
