package io.tidemark.studio;

import io.tidemark.boot.AppContext;
import io.tidemark.boot.Deployments;
import io.tidemark.contract.Address;
import io.tidemark.contract.AnsweringVerticle;
import io.tidemark.contract.Message.StartStudioRun;
import io.tidemark.contract.RequestReply;
import io.tidemark.jobs.JobWorkerVerticle;
import io.tidemark.jobs.Schedule;
import io.tidemark.runs.RunStarter;
import io.tidemark.runs.StartResult;
import io.tidemark.studio.accounts.KeyRotation;
import io.tidemark.studio.accounts.TokenSeal;
import io.tidemark.studio.growth.GrowthLearning;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.runs.MetricsRefreshJob;
import io.tidemark.studio.runs.Runs;
import io.tidemark.studio.runs.WorkspaceEnds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metrics refresh of a process: its verticles, deployed and undeployed together. */
public final class MetricsRefresh {

  private static final Logger log = LoggerFactory.getLogger(MetricsRefresh.class);
  private static final Duration IDLE = Duration.ofSeconds(5);

  /** A run over all workspaces may take hours; a run over one workspace must not wait for it. */
  private static final int RUNS_AT_ONCE = 2;

  private final Deployments deployments;

  private MetricsRefresh(Deployments deployments) {
    this.deployments = deployments;
  }

  /** Deploys with the sources of all platforms. */
  public static Future<MetricsRefresh> deploy(AppContext app) {
    return deploy(app, StudioSources.all(app));
  }

  /**
   * @param sources one a platform; accounts of other platforms are skipped
   */
  public static Future<MetricsRefresh> deploy(AppContext app, List<StudioSource> sources) {
    var studio = app.settings().studio();
    var rotation = new KeyRotation(app.pool(), new TokenSeal(studio.encryptionKeys()));
    var starter = new Runs(app.pool(), app.clock(), studio).starter(app.vertx().eventBus());
    var learning = new GrowthLearning(app.pool(), app.clock());
    var removals = new WorkspaceEnds(app.pool());
    var deployments = new Deployments(app);
    return deployments
        .deploy(
            RUNS_AT_ONCE,
            () ->
                new JobWorkerVerticle(
                    MetricsRefreshJob.worker(app, sources), IDLE, Address.STUDIO_RUNS))
        .compose(
            workers ->
                deployments.deploy(
                    new AnsweringVerticle<>(RequestReply.START_STUDIO_RUN, starter::answer)))
        .compose(
            starts ->
                Future.all(
                    deployments.recurring(
                        "studio-refresh", Schedule.every(studio.every()), () -> start(starter)),
                    deployments.recurring(
                        "studio-key-rotation",
                        Schedule.every(Duration.ofHours(1)),
                        rotation::sealAgain),
                    deployments.recurring(
                        "studio-growth-models",
                        Schedule.every(Duration.ofDays(1)),
                        learning::learnAll),
                    deployments.recurring(
                        "workspace-removals",
                        Schedule.every(Duration.ofMinutes(1)),
                        removals::removeAll,
                        Address.REMOVALS)))
        .map(deployed -> new MetricsRefresh(deployments));
  }

  private static void start(RunStarter<StartStudioRun> starter) {
    var everything = new StartStudioRun("scheduled", null, false);
    if (starter.start(everything).await() instanceof StartResult.UnderWay last) {
      log.atInfo()
          .addKeyValue("run", last.run())
          .log("The previous refresh has not ended; this one is skipped");
    }
  }

  /** Completes when running batches have ended and unfinished runs are released. */
  public Future<Void> undeploy() {
    return deployments.undeploy();
  }
}
