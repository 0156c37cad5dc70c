package io.tidemark.profiles;

import io.tidemark.boot.AppContext;
import io.tidemark.boot.Deployments;
import io.tidemark.contract.Address;
import io.tidemark.contract.AnsweringVerticle;
import io.tidemark.contract.RequestReply;
import io.tidemark.jobs.JobWorkerVerticle;
import io.tidemark.profiles.embeddings.Embedder;
import io.tidemark.profiles.hooks.HookClassifier;
import io.tidemark.profiles.hooks.HookTypes;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.linkedin.ProfileSource;
import io.tidemark.profiles.linkedin.RapidApi;
import io.tidemark.profiles.similar.Similar;
import io.tidemark.profiles.similar.SimilarVerticle;
import io.tidemark.profiles.similar.VectorIndex;
import io.tidemark.profiles.similar.Vectors;
import io.tidemark.profiles.style.Style;
import io.tidemark.profiles.style.Styles;
import io.tidemark.profiles.sync.ProfileSyncJob;
import io.tidemark.profiles.sync.SyncModels;
import io.tidemark.profiles.sync.WeeklySync;
import io.vertx.core.Future;
import java.time.Duration;

/** The profile sync of a process: its verticles, deployed and undeployed together. */
public final class ProfileSync {

  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Deployments deployments;

  private ProfileSync(Deployments deployments) {
    this.deployments = deployments;
  }

  /** Deploys with LinkedIn as the source of posts. */
  public static Future<ProfileSync> deploy(
      AppContext app, Embedder embedder, HookClassifier classifier) {
    var models =
        new SyncModels(
            embedder,
            classifier,
            new HookTypes(app.pool())::list,
            Vectors::save,
            (connection, profile) ->
                Styles.latest(connection, profile)
                    .compose(
                        posts ->
                            Styles.save(
                                connection, profile, Style.of(posts), app.clock().instant())));
    return deploy(app, new RapidApi(app), models);
  }

  private static SimilarVerticle similar(AppContext app, Embedder embedder) {
    return new SimilarVerticle(
        embedder, new Similar(app.pool()), new VectorIndex(app.maintenance()), app.clock());
  }

  static Future<ProfileSync> deploy(AppContext app, ProfileSource source, SyncModels models) {
    var deployments = new Deployments(app);
    return deployments
        .deploy(
            1,
            () ->
                new JobWorkerVerticle(
                    ProfileSyncJob.worker(app, source, models), IDLE, Address.PROFILE_SYNCS))
        .compose(
            worker ->
                deployments.deploy(
                    new AnsweringVerticle<>(
                        RequestReply.START_PROFILE_SYNC,
                        new Jobs(app.pool(), app.clock()).starter(app.vertx().eventBus())::answer)))
        .compose(starts -> deployments.deploy(similar(app, models.embedder())))
        .compose(
            answering ->
                deployments.deploy(
                    1, () -> new JobWorkerVerticle(WeeklySync.job(app), Deployments.IDLE)))
        .map(deployed -> new ProfileSync(deployments));
  }

  /** Completes when running calls have ended and an unfinished sync is released. */
  public Future<Void> undeploy() {
    return deployments.undeploy();
  }
}
