package io.tidemark.profiles.sync;

import io.tidemark.clock.WorldClock;
import io.tidemark.profiles.authors.Statistics;
import io.tidemark.profiles.jobs.Job.Item;
import io.tidemark.profiles.jobs.JobProfiles;
import java.util.List;

/** Recomputes the figures and styles of authors; idempotent. */
final class StatisticsStep {

  private final SyncModels models;
  private final WorldClock clock;

  StatisticsStep(SyncModels models, WorldClock clock) {
    this.models = models;
    this.clock = clock;
  }

  StepResult run(StepContext context) {
    context
        .write(
            transaction ->
                Statistics.update(transaction, context.step().workspace(), clock.instant()))
        .await();
    Long cascade = context.step().parent();
    List<Item> scraped = JobProfiles.of(context.pool(), cascade == null ? 0 : cascade).await();
    for (Item part : scraped) {
      if (context.stopping()) {
        return new StepResult.Stopped();
      }
      if (part.status().equals("done")) {
        context.write(transaction -> models.styles().update(transaction, part.profile())).await();
      }
    }
    return StepResult.Ended.COMPLETED;
  }
}
