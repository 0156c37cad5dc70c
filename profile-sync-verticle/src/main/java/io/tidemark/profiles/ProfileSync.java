package io.tidemark.profiles;

import io.tidemark.boot.Deployments;
import io.tidemark.boot.Foundation;
import io.tidemark.contract.Address;
import io.tidemark.contract.AnsweringVerticle;
import io.tidemark.contract.Question;
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

  public static Future<ProfileSync> deploy(
      Foundation foundation, Embedder embedder, HookClassifier classifier) {
    var models =
        new SyncModels(
            embedder,
            classifier,
            new HookTypes(foundation.pool())::list,
            new Vectors(foundation.pool())::save,
            (connection, profile) ->
                Styles.latest(connection, profile)
                    .compose(
                        posts ->
                            Styles.save(
                                connection,
                                profile,
                                Style.of(posts),
                                foundation.clock().instant())));
    return deploy(foundation, new RapidApi(foundation), models);
  }

  private static SimilarVerticle similar(Foundation foundation, Embedder embedder) {
    return new SimilarVerticle(
        embedder,
        new Similar(foundation.pool()),
        new VectorIndex(foundation.pool()),
        foundation.clock());
  }

  static Future<ProfileSync> deploy(
      Foundation foundation, ProfileSource source, SyncModels models) {
    var deployments = new Deployments(foundation, IDLE);
    return deployments
        .deploy(
            1,
            () ->
                new JobWorkerVerticle(
                    ProfileSyncJob.worker(foundation, source, models), IDLE, Address.PROFILE_SYNCS))
        .compose(
            worker ->
                deployments.deploy(
                    new AnsweringVerticle<>(
                        Question.START_PROFILE_SYNC,
                        new Jobs(foundation.pool(), foundation.clock())
                                .starter(foundation.vertx().eventBus())
                            ::answer)))
        .compose(starts -> deployments.deploy(similar(foundation, models.embedder())))
        .compose(
            answering ->
                deployments.deploy(
                    1, () -> new JobWorkerVerticle(WeeklySync.job(foundation), IDLE)))
        .map(deployed -> new ProfileSync(deployments));
  }

  /** Ends when the calls under way have ended, or the sync was released for another process. */
  public Future<Void> undeploy() {
    return deployments.undeploy();
  }
}
