package io.tidemark.profiles;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.clock.SettableClock;
import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.contract.RequestReply;
import io.tidemark.flow.AsyncLoop;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.JobType;
import io.tidemark.runs.RunStatus;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.faults.OpenAiError;
import io.tidemark.simulator.linkedin.LinkedInAuthor;
import io.tidemark.simulator.meter.Platform;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole cascade on the simulated scraper and OpenAI, over HTTP. */
@Tag("server")
class SimulatedCascadeTest {

  private static final int AUTHORS = 3;

  private final Vertx vertx = Vertx.vertx();
  private final PlatformSimulator simulator =
      await(
          new PlatformSimulator(
                  vertx, new SettableClock(ProfileWorld.NOON), SimulatorSettings.defaults())
              .start());
  private final ProfileWorld world =
      new ProfileWorld(
          "TIDEMARK_RAPIDAPI_BASE_URL", simulator.baseUrl(),
          "TIDEMARK_RAPIDAPI_KEY", "demo-key",
          "TIDEMARK_OPENAI_BASE_URL", simulator.baseUrl(),
          "TIDEMARK_OPENAI_KEY", "demo-key",
          "TIDEMARK_OPENAI_MONTHLY_USD", "5");

  private ProfileSync sync;

  @AfterEach
  void end() {
    await(sync.undeploy());
    world.close();
    await(simulator.stop());
    await(vertx.close());
  }

  private long start() {
    Models models = Models.of(world.stores.app());
    sync = await(ProfileSync.deploy(world.stores.app(), models.embedder(), models.hooks()));
    List<LinkedInAuthor> authors = simulator.linkedin().authors().subList(0, AUTHORS);
    authors.forEach(author -> world.profile(author.publicId()));
    return await(
            RequestReply.START_PROFILE_SYNC.ask(
                world.stores.vertx().eventBus(),
                new StartProfileSync(20, true, true, null),
                Duration.ofSeconds(5)))
        .job();
  }

  private Job ended(long job) {
    return await(
        AsyncLoop.until(
            () ->
                world
                    .stores
                    .vertx()
                    .timer(20, TimeUnit.MILLISECONDS)
                    .compose(waited -> world.jobs.find(job))
                    .map(
                        found ->
                            found.filter(
                                one -> !one.isUnfinished() || one.waitingUntil() != null))));
  }

  @Test
  void everyPostGetsOneVectorAndOneType() {
    long id = start();

    Job job = ended(id);

    assertThat(job.status()).as(String.valueOf(job.error())).isEqualTo(RunStatus.COMPLETED);
    long posts = world.stores.number("select count(*) from viral_posts_bank");
    assertThat(posts).isGreaterThan(50);
    assertThat(
            world.stores.number(
                "select count(*) from post_vectors where model = 'text-embedding-3-small'"
                    + " and dimensions = 1536"))
        .isEqualTo(
            posts
                - world.stores.number("select count(*) from viral_posts_bank where content = ''"));
    assertThat(
            world.stores.number(
                "select count(*) from viral_posts_bank"
                    + " where needs_embedding or needs_hook_classification"))
        .isZero();
    assertThat(
            world.stores.number(
                "select count(*) from viral_posts_bank where hook_type is not null"))
        .isGreaterThan(posts * 3 / 4);
    assertThat(simulator.meter().totals(Platform.LINKEDIN).calls()).isEqualTo(AUTHORS);
    assertThat(world.step(id, JobType.EMBEDDING_UPDATE).counts().embeddingsUpdated()).isPositive();
  }

  @Test
  void aUsedUpModelQuotaKeepsThePostsAndAsksForThemLater() {
    simulator.change(switches -> switches.openAiError(OpenAiError.INSUFFICIENT_QUOTA));
    long id = start();

    Job job = ended(id);

    // The key rests, so the step after the one that failed waits for it.
    assertThat(job.waitingUntil()).isAfter(world.clock.instant());
    assertThat(world.step(id, JobType.PROFILE_SCRAPE).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.step(id, JobType.EMBEDDING_UPDATE).status()).isEqualTo(RunStatus.FAILED);
    assertThat(world.stores.number("select count(*) from viral_posts_bank where needs_embedding"))
        .isGreaterThan(50);
    assertThat(world.stores.number("select count(*) from post_vectors")).isZero();
  }
}
