package io.tidemark.profiles.sync;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.profiles.FakeRapidApi.message;
import static io.tidemark.profiles.FakeRapidApi.page;
import static io.tidemark.profiles.FakeRapidApi.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.jobs.Watchdog;
import io.tidemark.profiles.FakeModels.Killed;
import io.tidemark.profiles.ProfileWorld;
import io.tidemark.profiles.embeddings.Embedded;
import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.tidemark.profiles.hooks.Classified;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.Job.Item;
import io.tidemark.profiles.jobs.JobProfiles;
import io.tidemark.profiles.jobs.JobType;
import io.tidemark.profiles.models.ModelUnavailableException;
import io.tidemark.runs.RunStatus;
import io.tidemark.runs.StartResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class CascadeTest {

  private final ProfileWorld world = new ProfileWorld();

  @AfterEach
  void end() {
    world.close();
  }

  private long count(String where) {
    return world.stores.number("select count(*) from viral_posts_bank where " + where);
  }

  @Test
  void aSyncScrapesEmbedsClassifiesAndCounts() {
    long ada = world.profile("ada");
    world.provider.posts(
        "ada",
        post(7000001, "Why?\nBecause.").put("num_likes", 4).put("num_comments", 2),
        post(7000002, "Hello"));

    Job job = world.sync();

    assertThat(job.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(job.counts()).isEqualTo(new Job.Counts(1, 1, 2, 2, 2, 2, 0));
    assertThat(
            world
                .stores
                .app()
                .meters()
                .get("tidemark.runs.ended")
                .tags("kind", "profile-sync", "status", "completed")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(world.provider.headers)
        .containsExactly(
            "/get-profile-posts posts a-key fresh-linkedin-profile-data.p.rapidapi.com");
    assertThat(world.models.embedded).containsExactly("Why?\nBecause.", "Hello");
    assertThat(world.models.classified).containsExactly("Why?", "Hello");
    assertThat(world.models.styles).containsExactly(ada);
    assertThat(
            count(
                "not needs_embedding and not needs_hook_classification and hook_type = 'question'"
                    + " and posted_at = '2026-03-07T18:30:19Z'"))
        .isEqualTo(2);
    var profile = await(world.profiles.find(ada)).orElseThrow();
    assertThat(profile.postsCount()).isEqualTo(2);
    assertThat(profile.avgEngagement()).isEqualTo(3);
    assertThat(profile.scraping().lastScrapedAt()).isEqualTo(ProfileWorld.NOON);
    assertThat(world.stores.number("select count(*) from timers where kind = 'profile-sync'"))
        .isZero();
  }

  @Test
  void anotherFormOfAKnownUrlIsNotNewAndAddsASnapshot() {
    long ada = world.profile("ada");
    world.provider.posts("ada", post(7000001, "Why?"));
    world.sync();
    await(world.profiles.resync(ada));
    world.clock.advance(Duration.ofHours(1));
    world.provider.posts(
        "ada",
        post(7000001, "Why?")
            .put("num_likes", 9)
            .put(
                "post_url",
                "http://linkedin.com/posts/ada_why-activity-7000001-AbCd/?utm_source=share"));

    Job job = world.sync();

    assertThat(job.counts()).isEqualTo(new Job.Counts(1, 1, 1, 0, 0, 0, 0));
    assertThat(count("likes = 9 and reactions = '{\"num_likes\": 9}'")).isEqualTo(1);
    assertThat(world.stores.sql("select likes from viral_post_snapshots order by captured_at"))
        .extracting(row -> row.getLong(0))
        .containsExactly(0L, 9L);
  }

  @Test
  void countersThatDidNotMoveAreNoSnapshot() {
    long ada = world.profile("ada");
    world.provider.posts("ada", post(7000001, "Why?"));
    world.sync();
    await(world.profiles.resync(ada));
    world.clock.advance(Duration.ofHours(1));

    world.sync();

    assertThat(world.stores.number("select count(*) from viral_post_snapshots")).isEqualTo(1);
  }

  @Test
  void aSyncIsWatchedUntilItEnds() {
    world.profile("ada");
    world.provider.posts("ada", post(7000001, "Why?"));
    List<String> watched = new ArrayList<>();
    Watchdog watch = Watchdog.of(world.stores.vertx());
    world.models.embeds =
        text -> {
          watched.addAll(watch.watched());
          return new Embedded.Vector(new float[] {1, 2});
        };

    world.sync();

    assertThat(watched).containsExactly("a profile sync");
    assertThat(watch.watched()).isEmpty();
  }

  @Test
  void aPostWithoutTextIsKeptAndNeverSentAnywhere() {
    world.profile("ada");
    world.provider.posts("ada", post(7000001, " \n "), post(7000002, "🚀🚀"));

    Job job = world.sync();

    assertThat(job.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.models.embedded).containsExactly("🚀🚀");
    assertThat(count("embedding_error = 'it has no text' and not needs_embedding")).isEqualTo(1);
  }

  @Test
  void whatWasScrapedIsNotScrapedAgainAfterAKill() {
    world.profile("ada");
    world.profile("bob");
    world.provider.posts("ada", post(7000001, "Why?"));
    world.provider.posts("bob", post(7000002, "How?"));
    world.models.embeds =
        text -> {
          throw new Killed();
        };
    long job = world.start();
    assertThat(catchThrowable(() -> world.pass().runOnce())).isInstanceOf(Killed.class);
    assertThat(world.step(job, JobType.PROFILE_SCRAPE).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(count("needs_embedding")).isEqualTo(2);

    world.models.embeds = text -> new Embedded.Vector(new float[] {1, 2});
    world.leaseEnds();
    world.pass().runOnce();

    assertThat(world.job(job).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.job(job).counts()).isEqualTo(new Job.Counts(2, 2, 2, 2, 2, 2, 0));
    assertThat(world.provider.seen).hasSize(2);
  }

  @Test
  void whatWasEmbeddedIsNotEmbeddedAgainAfterAKill() {
    world.profile("ada");
    world.provider.posts("ada", post(7000001, "Why?"));
    world.models.classifies =
        hook -> {
          throw new Killed();
        };
    long job = world.start();
    assertThat(catchThrowable(() -> world.pass().runOnce())).isInstanceOf(Killed.class);

    world.models.classifies = hook -> new Classified.Unclassified(0.2, "nothing near");
    world.leaseEnds();
    world.pass().runOnce();

    assertThat(world.job(job).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.models.vectors).hasSize(1);
    assertThat(world.models.embedded).hasSize(1);
    assertThat(
            count(
                "hook_type is null and hook_confidence = 0.2::real and not"
                    + " needs_hook_classification"))
        .isEqualTo(1);
  }

  @Test
  void whoLostTheSyncToAnotherPodWritesNothing() {
    world.profile("ada");
    world.provider.posts("ada", post(7000001, "Why?"));
    world.models.embeds =
        text -> {
          world.stores.sql("update timers set token = token + 1 where kind = 'profile-sync'");
          return new Embedded.Vector(new float[] {1, 2});
        };
    world.start();

    world.pass().runOnce();

    assertThat(world.models.vectors).isEmpty();
    assertThat(count("needs_embedding")).isEqualTo(1);
  }

  @Test
  void aSyncInHandIsNotClaimedByAnotherPodAndASecondOneIsRefused() {
    world.profile("ada");
    world.provider.posts("ada", post(7000001, "Why?"));
    world.models.embeds =
        text -> {
          world.pass().runOnce();
          return new Embedded.Vector(new float[] {1, 2});
        };
    long job = world.start();

    StartResult second =
        await(world.jobs.start("manual", new StartProfileSync(1, true, true, null)));
    world.pass().runOnce();

    assertThat(second).isEqualTo(new StartResult.UnderWay(job));
    assertThat(world.provider.seen).hasSize(1);
    assertThat(world.models.embedded).hasSize(1);
    assertThat(world.job(job).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void aSyncThatWaitsKeepsThoseOfOtherWorkspacesFromNothing() {
    world.stores.sql(
        "insert into studio_workspaces (id, name, created_at)"
            + " values ('one', 'One', now()), ('two', 'Two', now())");
    world.profile("ada", "one", 1);
    world.profile("bob", "two", 1);
    world.provider.posts("ada", post(7000001, "Why?"));
    world.provider.posts("bob", post(7000002, "How?"));
    world.models.embeds =
        text ->
            text.contains("Why")
                ? new Embedded.NotAsked(ProfileWorld.NOON.plusSeconds(3_600), "used up")
                : new Embedded.Vector(new float[] {1, 2});
    long waiting = ((StartResult.Started) start("one")).run();
    world.pass().runOnce();
    assertThat(world.job(waiting).waitingUntil()).isNotNull();

    assertThat(start("one")).isEqualTo(new StartResult.UnderWay(waiting));
    assertThat(start(null)).isEqualTo(new StartResult.UnderWay(waiting));
    long other = ((StartResult.Started) start("two")).run();
    world.pass().runOnce();

    assertThat(world.job(other).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.job(waiting).status()).isEqualTo(RunStatus.RUNNING);
    assertThat(world.provider.seen).hasSize(2);
  }

  private StartResult start(String workspace) {
    return await(world.jobs.start("manual", new StartProfileSync(50, true, true, workspace)));
  }

  @Test
  void aQuotaThatEndsMidwayLeavesTheRestWithoutAFailure() {
    world.profile("ada", null, 1);
    long bob = world.profile("bob");
    world.provider.posts("ada", post(7000001, "Why?"));
    world.provider.say(
        "bob",
        429,
        message("You have exceeded the MONTHLY quota for Requests on your current plan, BASIC."),
        "x-ratelimit-requests-reset",
        "864000");

    Job job = world.sync();

    assertThat(job.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(job.error()).contains("monthly quota").contains("2026-03-20T12:00:00Z");
    assertThat(job.counts()).isEqualTo(new Job.Counts(1, 1, 1, 1, 1, 1, 0));
    assertThat(await(JobProfiles.of(world.stores.pool(), job.id())))
        .extracting(Item::status)
        .containsExactly("done", "skipped");
    assertThat(await(world.profiles.find(bob)).orElseThrow().scraping().consecutiveFailures())
        .isZero();

    Job next = world.sync();
    assertThat(next.status()).isEqualTo(RunStatus.FAILED);
    assertThat(world.provider.seen).hasSize(2);

    world.clock.advance(Duration.ofDays(10).plusSeconds(1));
    world.provider.posts("bob", post(7000002, "How?"));
    assertThat(world.sync().status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void aBurstMakesTheSyncWaitAndGoOn() {
    world.profile("ada");
    world.provider.say("ada", 429, message("Too many requests"), "Retry-After", "60");
    long job = world.start();

    world.pass().runOnce();

    assertThat(world.job(job).status()).isEqualTo(RunStatus.RUNNING);
    assertThat(world.job(job).waitingUntil()).isEqualTo(ProfileWorld.NOON.plusSeconds(60));

    world.provider.posts("ada", post(7000001, "Why?"));
    world.clock.advance(Duration.ofSeconds(61));
    world.pass().runOnce();

    assertThat(world.job(job).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.job(job).waitingUntil()).isNull();
  }

  @Test
  void aProviderThatIsClosedEndsTheScrapingAndSaysWhy() {
    world.profile("ada");
    world.profile("bob");
    world.provider.say("ada", 403, message("You are not subscribed to this API."));

    Job job = world.sync();

    assertThat(job.status()).isEqualTo(RunStatus.FAILED);
    assertThat(job.error()).isEqualTo("the key's account is not subscribed");
    assertThat(world.provider.seen).hasSize(1);
  }

  @Test
  void aProfileThatFailedFiveTimesIsLeftOutUntilItIsReset() {
    long ada = world.profile("ada");
    world.profile("bob");
    world.provider.posts("bob", post(7000002, "How?"));
    world.provider.say("ada", 404, message("no such profile"));
    for (int week = 0; week < 5; week++) {
      assertThat(world.sync().status()).isEqualTo(RunStatus.PARTIAL);
      world.clock.advance(Duration.ofDays(7).plusSeconds(1));
    }
    var stuck = await(world.profiles.find(ada)).orElseThrow().scraping();
    assertThat(stuck.consecutiveFailures()).isEqualTo(5);
    assertThat(stuck.lastError()).isEqualTo("the provider answered 404: no such profile");

    assertThat(world.sync().counts().profilesProcessed()).isEqualTo(1);

    await(world.profiles.reset(ada));
    world.provider.posts("ada", post(7000001, "Why?"));
    Job job = world.sync();
    assertThat(job.counts().postsNew()).isEqualTo(1);
    assertThat(await(world.profiles.find(ada)).orElseThrow().scraping().consecutiveFailures())
        .isZero();
  }

  @Test
  void anEmptyPageIsAFailureOnlyOfAnAuthorWithPosts() {
    long ada = world.profile("ada");
    world.profile("new");
    world.provider.posts("ada", post(7000001, "Why?"));
    assertThat(world.sync().status()).isEqualTo(RunStatus.COMPLETED);
    await(world.profiles.resync(ada));
    world.provider.say("ada", 200, page());

    Job job = world.sync();

    assertThat(job.status()).isEqualTo(RunStatus.FAILED);
    assertThat(await(world.profiles.find(ada)).orElseThrow().scraping().lastError())
        .isEqualTo("the provider gave an empty page");
  }

  @Test
  void aPoisonousPostGoesBackAndKeepsNoOtherWaiting() {
    world.profile("ada");
    world.provider.posts(
        "ada", post(7000001, "one"), post(7000002, "poison"), post(7000003, "three"));
    world.models.embeds =
        text -> {
          if (text.equals("poison")) {
            throw new IllegalArgumentException("the model chokes");
          }
          return new Embedded.Vector(new float[] {1, 2});
        };

    Job job = world.sync();

    assertThat(job.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(world.step(job.id(), JobType.EMBEDDING_UPDATE).counts())
        .isEqualTo(Job.Counts.embeddings(2, 1));
    assertThat(count("needs_embedding and embedding_error = 'the model chokes'")).isEqualTo(1);

    for (int day = 0; day < 4; day++) {
      world.clock.advance(Duration.ofDays(1));
      world.sync();
    }
    assertThat(count("needs_embedding")).isZero();
    assertThat(count("embedding_error = 'the model chokes' and embedding_tries = 5")).isEqualTo(1);
  }

  @Test
  void aVectorThatCannotBeKeptLeavesTheQueueWithItsReason() {
    world.profile("ada");
    world.provider.posts("ada", post(7000001, "one"), post(7000002, "zero"), post(7000003, "long"));
    world.models.embeds =
        text ->
            switch (text) {
              case "zero" -> new Embedded.Vector(new float[] {0, 0});
              case "long" -> new Embedded.Vector(new float[] {1, 2, 3});
              default -> new Embedded.Vector(new float[] {1, 2});
            };

    Job job = world.sync();

    assertThat(job.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(world.models.vectors).hasSize(1);
    assertThat(count("not needs_embedding and embedding_error is not null")).isEqualTo(2);
  }

  @Test
  void aModelThatIsAwayForHoursEndsItsStep() {
    world.profile("ada");
    world.provider.posts("ada", post(7000001, "Why?"));
    world.models.embeds =
        text -> {
          throw new ModelUnavailableException("not today", world.clock.instant().plusSeconds(60));
        };
    long job = world.start();
    world.pass().runOnce();
    assertThat(world.job(job).status()).isEqualTo(RunStatus.RUNNING);

    world.clock.advance(Duration.ofHours(6));
    world.pass().runOnce();

    assertThat(world.job(job).status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(count("needs_embedding and not needs_hook_classification")).isEqualTo(1);
  }

  @Test
  void aPostKeepsItsFlagWhileTheModelIsNotToBeHad() {
    world.profile("ada");
    world.provider.posts("ada", post(7000001, "Why?"));
    Instant soon = ProfileWorld.NOON.plusSeconds(120);
    world.models.embeds =
        text -> {
          throw new ModelUnavailableException("too many tokens", soon);
        };
    world.models.classifies =
        hook -> {
          throw new ModelUnavailableException("no money left", null);
        };
    long job = world.start();
    world.pass().runOnce();
    assertThat(world.job(job).waitingUntil()).isEqualTo(soon);
    assertThat(count("needs_embedding and embedding_tries = 0")).isEqualTo(1);

    world.models.embeds = text -> new Embedded.Vector(new float[] {1, 2});
    world.clock.set(soon);
    world.pass().runOnce();

    assertThat(world.job(job).status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(world.job(job).error()).isEqualTo("no money left");
    assertThat(count("needs_hook_classification and hook_tries = 0 and not needs_embedding"))
        .isEqualTo(1);
  }

  @Test
  void postsOfAnotherModelAreEmbeddedAnew() {
    world.profile("ada");
    world.provider.posts("ada", post(7000001, "Why?"));
    world.sync();
    world.models.space = new EmbeddingSpace("large", 3);
    world.models.embeds = text -> new Embedded.Vector(new float[] {1, 2, 3});

    world.sync();

    assertThat(count("embedding_model = 'large' and embedding_dimensions = 3")).isEqualTo(1);
    assertThat(world.models.vectors).hasSize(2);
  }

  @Test
  void aLabelThatNobodyKnowsIsNoClass() {
    world.profile("ada");
    world.provider.posts("ada", post(7000001, "Why?"));
    world.models.classifies = hook -> new Classified.Typed("invented", 1);

    Job job = world.sync();

    assertThat(job.status()).isEqualTo(RunStatus.PARTIAL);
    assertThat(count("needs_hook_classification and hook_error like '%invented'")).isEqualTo(1);
  }

  @Test
  void profilesComeByPriorityThenTheOldestAndOnlyThoseThatAreDue() {
    world.profile("low", null, 3);
    world.profile("recent");
    world.profile("older");
    world.profile("high", null, 1);
    world.profile("off");
    world.stores.sql("update profiles set sync_enabled = false where linkedin_id = 'off'");
    scrapedDaysAgo("recent", 6);
    scrapedDaysAgo("older", 8);
    world.profile("never");

    world.sync();

    assertThat(world.provider.seen)
        .extracting(url -> url.replaceFirst(".*/in/", "").replace("/", ""))
        .containsExactly("high", "never", "older", "low");
  }

  private void scrapedDaysAgo(String id, int days) {
    world.stores.sql(
        "update profile_sync_status set last_scraped_at = '%s' where profile_id ="
                .formatted(ProfileWorld.NOON.minus(Duration.ofDays(days)))
            + " (select id from profiles where linkedin_id = '%s')".formatted(id));
  }
}
