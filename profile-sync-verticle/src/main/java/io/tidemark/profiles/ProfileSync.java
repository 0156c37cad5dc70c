package io.tidemark.profiles;

import io.tidemark.boot.Foundation;
import io.tidemark.contract.Question;
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
import io.tidemark.profiles.sync.SyncVerticle;
import io.tidemark.profiles.sync.WeeklyVerticle;
import io.tidemark.runs.RunStartVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** The profile sync of a process: its verticles, deployed and undeployed together. */
public final class ProfileSync {

  private final Vertx vertx;
  private final List<String> deployments;

  private ProfileSync(Vertx vertx, List<String> deployments) {
    this.vertx = vertx;
    this.deployments = List.copyOf(deployments);
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
    var virtual = new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    Vertx vertx = foundation.vertx();
    List<String> deployed = new ArrayList<>();
    return vertx
        .deployVerticle(
            () -> new SyncVerticle(foundation, new ProfileSyncJob(foundation, source, models)),
            virtual)
        .onSuccess(deployed::add)
        .compose(
            passing ->
                vertx.deployVerticle(
                    new RunStartVerticle<>(
                        Question.START_PROFILE_SYNC,
                        new Jobs(foundation.pool(), foundation.clock()).starter(vertx.eventBus()))))
        .onSuccess(deployed::add)
        .compose(starts -> vertx.deployVerticle(similar(foundation, models.embedder())))
        .onSuccess(deployed::add)
        .compose(answering -> vertx.deployVerticle(() -> new WeeklyVerticle(foundation), virtual))
        .onSuccess(deployed::add)
        .map(weekly -> new ProfileSync(vertx, deployed));
  }

  /** Ends when the calls in hand have ended; another process goes on with the sync. */
  public Future<Void> undeploy() {
    return Future.all(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
  }
}
