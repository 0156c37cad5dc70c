package io.tidemark.profiles.sync;

import io.tidemark.clock.WorldClock;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.Job.Counts;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.models.ModelTrouble;
import io.tidemark.profiles.posts.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Works off a queue of posts with a model until none is left that is due. */
final class ModelStep {

  private final Jobs jobs;
  private final WorldClock clock;

  ModelStep(Jobs jobs, WorldClock clock) {
    this.jobs = jobs;
    this.clock = clock;
  }

  /**
   * @param next the posts of the next batch; empty when none is left
   * @param succeeded of the step's counts
   */
  StepEnd run(
      StepContext context,
      Supplier<List<Waiting>> next,
      Halving<?> batches,
      ToIntFunction<Counts> succeeded) {
    try {
      while (true) {
        if (context.stopping()) {
          return new StepEnd.Stopped();
        }
        List<Waiting> batch = next.get();
        if (batch.isEmpty()) {
          return ended(context, succeeded, null);
        }
        batches.run(batch);
      }
    } catch (ModelTrouble trouble) {
      String why = String.valueOf(trouble.getMessage());
      Instant until = trouble.until();
      return until != null && MaxWait.allows(until, clock.instant(), context.step().startedAt())
          ? new StepEnd.Waits(until, why)
          : ended(context, succeeded, why);
    }
  }

  private StepEnd ended(
      StepContext context, ToIntFunction<Counts> succeeded, @Nullable String why) {
    Counts counts = jobs.find(context.step().id()).await().map(Job::counts).orElse(Counts.NONE);
    return StepEnd.Ended.of(succeeded.applyAsInt(counts), counts.failed(), why);
  }
}
