package io.tidemark.profiles.sync;

import io.tidemark.clock.WorldClock;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.Job.Counts;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.models.ModelUnavailableException;
import io.tidemark.profiles.posts.QueuedPost;
import io.tidemark.upstream.BatchBisector;
import io.tidemark.upstream.BatchBisector.Reply;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Processes a queue of posts with a model until no due post is left. */
final class ModelStep {

  private final Jobs jobs;
  private final WorldClock clock;

  ModelStep(Jobs jobs, WorldClock clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  /**
   * @param next the next batch; empty when no post is left
   * @param succeeded which of the step's counts is its successes
   */
  StepResult run(
      StepContext context,
      Supplier<List<QueuedPost>> next,
      BatchBisector<QueuedPost, Void> batches,
      ToIntFunction<Counts> succeeded) {
    try {
      while (true) {
        if (context.stopping()) {
          return new StepResult.Stopped();
        }
        List<QueuedPost> batch = next.get();
        if (batch.isEmpty()) {
          return ended(context, succeeded, null);
        }
        batches.run(batch).await();
      }
    } catch (ModelUnavailableException unavailable) {
      String why = String.valueOf(unavailable.getMessage());
      Instant until = unavailable.until();
      return until != null && context.mayWait(until, clock.instant())
          ? new StepResult.Waits(until, why)
          : ended(context, succeeded, why);
    }
  }

  /**
   * Passes batches to a model. A failed batch is bisected down to the failing post, so that no post
   * blocks the others. A {@link ModelUnavailableException} is not caused by a post and ends the
   * step.
   *
   * @param keep writes the results, in the order of the posts
   * @param failed writes why a single post failed
   */
  static <R> BatchBisector<QueuedPost, Void> batches(
      Function<List<QueuedPost>, Future<List<R>>> ask,
      BiFunction<List<QueuedPost>, List<R>, Future<Void>> keep,
      BiFunction<QueuedPost, String, Future<Void>> failed) {
    return new BatchBisector<>(
        batch ->
            Future.succeededFuture(batch)
                .compose(ask)
                .transform(
                    said -> {
                      if (said.failed() && isOfNoPost(said.cause())) {
                        return Future.failedFuture(said.cause());
                      }
                      if (said.failed() || said.result().size() != batch.size()) {
                        return Future.succeededFuture(
                            new Reply.Refused<>(batch, List.of(), why(said, batch.size())));
                      }
                      return keep.apply(batch, said.result())
                          .map(kept -> new Reply.Settled<>(Optional.empty()));
                    }),
        (posts, why) -> failed.apply(posts.getFirst(), why).map(written -> Optional.empty()));
  }

  private static boolean isOfNoPost(Throwable problem) {
    return problem instanceof ModelUnavailableException || problem instanceof Error;
  }

  private static String why(AsyncResult<? extends List<?>> said, int asked) {
    return said.failed()
        ? String.valueOf(said.cause().getMessage())
        : "the model gave %d answers for %d".formatted(said.result().size(), asked);
  }

  private StepResult ended(
      StepContext context, ToIntFunction<Counts> succeeded, @Nullable String why) {
    Counts counts = jobs.find(context.step().id()).await().map(Job::counts).orElse(Counts.NONE);
    return StepResult.Ended.of(succeeded.applyAsInt(counts), counts.failed(), why);
  }
}
