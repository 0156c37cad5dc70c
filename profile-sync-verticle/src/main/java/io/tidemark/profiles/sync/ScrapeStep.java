package io.tidemark.profiles.sync;

import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.LeaseLostException;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.profiles.authors.ScrapeMarks;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.Job.Counts;
import io.tidemark.profiles.jobs.JobProfiles;
import io.tidemark.profiles.jobs.JobProfiles.Pending;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.profiles.linkedin.ProfileSource;
import io.tidemark.profiles.linkedin.Scraped;
import io.tidemark.profiles.posts.FeedPageWriter;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scrapes one profile after the other, and writes each in its own transaction. */
final class ScrapeStep {

  private static final Logger log = LoggerFactory.getLogger(ScrapeStep.class);

  private final ProfileSource source;
  private final Jobs jobs;
  private final WorldClock clock;

  ScrapeStep(ProfileSource source, Jobs jobs, WorldClock clock) {
    this.source = source;
    this.jobs = jobs;
    this.clock = clock;
  }

  StepResult run(StepContext context) {
    long job = context.step().id();
    while (true) {
      if (context.stopping()) {
        return new StepResult.Stopped();
      }
      Optional<Pending> next = JobProfiles.next(context.pool(), job).await();
      if (next.isEmpty()) {
        return ended(job, null);
      }
      if (next.get().isPaused()) {
        context
            .write(
                transaction ->
                    JobProfiles.end(
                        transaction,
                        job,
                        next.get().profile(),
                        "skipped",
                        0,
                        0,
                        "its workspace is paused"))
            .await();
        continue;
      }
      Scraped scraped = source.posts(next.get().url()).await();
      Instant now = clock.instant();
      switch (scraped) {
        case Scraped.Posts posts ->
            context
                .write(transaction -> store(transaction, job, next.get(), posts, now))
                .recover(problem -> unwritten(context, job, next.get(), problem, now))
                .await();
        case Scraped.Failed failed ->
            context
                .write(transaction -> fail(transaction, job, next.get(), failed.why(), now))
                .await();
        case Scraped.Waits waits -> {
          if (context.mayWait(waits.until(), now)) {
            return new StepResult.Waits(waits.until(), waits.why());
          }
          String why = "%s (until %s)".formatted(waits.why(), waits.until());
          context.write(transaction -> JobProfiles.skipRest(transaction, job, why)).await();
          return ended(job, why);
        }
        case Scraped.Closed closed -> {
          context
              .write(transaction -> JobProfiles.skipRest(transaction, job, closed.why()))
              .await();
          return ended(job, closed.why());
        }
      }
    }
  }

  /** A page that the database rejects fails its profile only. */
  private Future<Void> unwritten(
      StepContext context, long job, Pending profile, Throwable problem, Instant now) {
    if (problem instanceof LeaseLostException || DatabaseErrors.isPassing(problem)) {
      return Future.failedFuture(problem);
    }
    String why = "its posts could not be written: " + problem.getMessage();
    return context.write(transaction -> fail(transaction, job, profile, why, now));
  }

  private StepResult ended(long job, @Nullable String why) {
    Counts counts = jobs.find(job).await().map(Job::counts).orElse(Counts.NONE);
    return StepResult.Ended.of(counts.successfulProfiles(), counts.failed(), why);
  }

  private Future<Void> store(
      SqlConnection transaction, long job, Pending profile, Scraped.Posts page, Instant now) {
    // A failed scrape may look like an empty page: for an author with known posts it counts as one.
    return page.given() == 0
        ? knownPosts(transaction, profile.profile())
            .compose(
                known ->
                    known
                        ? fail(transaction, job, profile, "the provider gave an empty page", now)
                        : write(transaction, job, profile, page, now))
        : write(transaction, job, profile, page, now);
  }

  private static Future<Boolean> knownPosts(SqlConnection transaction, long profile) {
    return transaction
        .preparedQuery("select from viral_posts_bank where author_id = $1 limit 1")
        .execute(Tuple.of(profile))
        .map(rows -> rows.size() > 0);
  }

  private Future<Void> write(
      SqlConnection transaction, long job, Pending profile, Scraped.Posts page, Instant now) {
    int scraped = page.posts().size();
    return FeedPageWriter.write(
            transaction, profile.profile(), profile.workspace(), page.posts(), now)
        .compose(
            written -> {
              int added = written.added();
              String doubt = doubt(written);
              return JobProfiles.end(
                      transaction, job, profile.profile(), "done", scraped, added, doubt)
                  .compose(
                      ended ->
                          Jobs.advance(transaction, job, new Counts(1, 1, scraped, added, 0, 0, 0)))
                  .compose(
                      counted ->
                          doubt == null
                              ? ScrapeMarks.succeeded(transaction, profile.profile(), now)
                              : ScrapeMarks.doubted(transaction, profile.profile(), doubt, now));
            });
  }

  /** Why posts of the page are not believed; null when all are. */
  private static @Nullable String doubt(FeedPageWriter.PageResult written) {
    return written.doubts().values().stream()
        .sorted()
        .findFirst()
        .map(
            why ->
                "%d posts not believed until the next page says the same: %s"
                    .formatted(written.doubts().size(), why))
        .orElse(null);
  }

  private Future<Void> fail(
      SqlConnection transaction, long job, Pending profile, String why, Instant now) {
    log.atWarn()
        .addKeyValue("profile", profile.profile())
        .addKeyValue("problem", why)
        .log("A profile could not be scraped");
    return JobProfiles.end(transaction, job, profile.profile(), "failed", 0, 0, why)
        .compose(ended -> Jobs.advance(transaction, job, new Counts(1, 0, 0, 0, 0, 0, 1)))
        .compose(counted -> ScrapeMarks.failed(transaction, profile.profile(), why, now));
  }
}
