package io.tidemark.profiles.sync;

import io.tidemark.clock.WorldClock;
import io.tidemark.profiles.hooks.Classified;
import io.tidemark.profiles.hooks.HookType;
import io.tidemark.profiles.jobs.Job.Counts;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.models.ModelUnavailableException;
import io.tidemark.profiles.posts.HookQueue;
import io.tidemark.profiles.posts.QueuedPost;
import io.tidemark.runs.RunStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Classifies the hooks of posts; "no type fits" is a result as well. */
final class HookStep {

  static final int BATCH = 32;
  static final int TRIES = 5;

  private final SyncModels models;
  private final ModelStep posts;
  private final WorldClock clock;

  HookStep(SyncModels models, ModelStep posts, WorldClock clock) {
    this.models = models;
    this.posts = posts;
    this.clock = clock;
  }

  StepResult run(StepContext context) {
    List<HookType> types = models.hookTypes().get().await();
    if (types.isEmpty()) {
      return new StepResult.Ended(RunStatus.FAILED, "there are no hook types");
    }
    Set<String> known = types.stream().map(HookType::slug).collect(Collectors.toSet());
    String workspace = context.step().workspace();
    return posts.run(
        context,
        () -> HookQueue.next(context.pool(), clock.instant(), workspace, BATCH).await(),
        ModelStep.batches(
            batch ->
                models.classifier().classify(types, batch.stream().map(QueuedPost::hook).toList()),
            (batch, said) ->
                context
                    .write(write -> keep(write, context, known, batch, said))
                    .compose(kept -> waitsIfNothingWasAsked(said)),
            (post, why) -> context.write(write -> failed(write, context, post, why))),
        Counts::hooksClassified);
  }

  /** Fails when no post was asked about, because the same posts would be next at once. */
  private Future<Void> waitsIfNothingWasAsked(List<Classified> said) {
    if (said.getFirst() instanceof Classified.NotAsked waiting
        && said.stream().allMatch(Classified.NotAsked.class::isInstance)) {
      return Future.failedFuture(ModelUnavailableException.passing(waiting.why(), clock.instant()));
    }
    return Future.succeededFuture();
  }

  private Future<Void> keep(
      SqlConnection transaction,
      StepContext context,
      Set<String> known,
      List<QueuedPost> batch,
      List<Classified> said) {
    Future<Void> written = Future.succeededFuture();
    Set<Long> failed = new HashSet<>();
    int asked = 0;
    for (int i = 0; i < batch.size(); i++) {
      QueuedPost post = batch.get(i);
      Classified classified = said.get(i);
      asked += classified instanceof Classified.NotAsked ? 0 : 1;
      if (isFailure(classified, known)) {
        failed.add(post.id());
      }
      written = written.compose(before -> write(transaction, known, post.id(), classified));
    }
    Counts counts = Counts.hooks(asked - failed.size(), failed.size());
    return written.compose(all -> Jobs.advance(transaction, context.step().id(), counts));
  }

  private static boolean isFailure(Classified classified, Set<String> known) {
    return switch (classified) {
      case Classified.Typed as -> !known.contains(as.hookType());
      case Classified.Unclassified none -> false;
      case Classified.Failed failed -> true;
      case Classified.NotAsked waiting -> false;
    };
  }

  private Future<Void> write(
      SqlConnection transaction, Set<String> known, long post, Classified classified) {
    return switch (classified) {
      case Classified.Typed as ->
          known.contains(as.hookType())
              ? HookQueue.done(
                  transaction, post, as.hookType(), sure(as.confidence()), null, clock.instant())
              : again(transaction, post, "there is no hook type " + as.hookType());
      case Classified.Unclassified none ->
          HookQueue.done(
              transaction, post, null, sure(none.confidence()), none.why(), clock.instant());
      case Classified.Failed failure -> again(transaction, post, failure.why());
      case Classified.NotAsked waiting -> Future.succeededFuture(); // it stays in the queue
    };
  }

  private static double sure(double confidence) {
    return Double.isNaN(confidence) ? 0 : Math.clamp(confidence, 0.0, 1.0);
  }

  private Future<Void> again(SqlConnection transaction, long post, String why) {
    return HookQueue.retryLater(transaction, post, why, clock.instant(), TRIES);
  }

  private Future<Void> failed(
      SqlConnection transaction, StepContext context, QueuedPost post, String why) {
    return again(transaction, post.id(), why)
        .compose(back -> Jobs.advance(transaction, context.step().id(), Counts.hooks(0, 1)));
  }
}
