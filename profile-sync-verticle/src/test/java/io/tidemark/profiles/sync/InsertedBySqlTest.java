package io.tidemark.profiles.sync;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.profiles.FakeRapidApi.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.access.Tenants;
import io.tidemark.profiles.ProfileWorld;
import io.tidemark.profiles.authors.SyncFigures;
import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.similar.Vectors;
import io.tidemark.runs.RunStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Authors and posts that other programs write into the tables. */
@Tag("server")
class InsertedBySqlTest {

  private final ProfileWorld world = new ProfileWorld();

  @AfterEach
  void end() {
    world.close();
  }

  private long insert(String linkedinId) {
    return world.stores.number(
        "insert into profiles (full_name, linkedin_id, type) values ('%s', '%s',"
                .formatted(linkedinId, linkedinId)
            + " 'external_influencer') returning id");
  }

  private SyncFigures figures() {
    return await(SyncFigures.read(world.stores.pool(), Tenants.ALL, world.clock.instant()));
  }

  @Test
  void aProfileIsListedCountedAndScrapedAtTheNextSync() {
    long ada = insert("ada");
    assertThat(await(world.profiles.after(0, 10, Tenants.ALL)))
        .singleElement()
        .satisfies(profile -> assertThat(profile.scraping().priority()).isEqualTo(2));
    assertThat(await(world.profiles.find(ada))).isPresent();
    assertThat(figures().totalProfiles()).isEqualTo(1);
    assertThat(figures().profilesNeedingSync()).isEqualTo(1);
    assertThat(world.stores.number("select profile_id from get_profiles_to_sync()")).isEqualTo(ada);
    world.provider.posts("ada", post(7000001, "Why?"));

    Job job = world.sync();

    assertThat(job.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(job.counts()).isEqualTo(new Job.Counts(1, 1, 1, 1, 1, 1, 0));
    assertThat(figures().profilesNeedingSync()).isZero();
    world.stores.sql("update profile_sync_status set last_scraped_at = now()");
    assertThat(world.stores.sql("select from get_profiles_to_sync(5)"))
        .as("by the clock of the database")
        .isEmpty();
  }

  @Test
  void aProfileWhoseStatusIsDeletedBeginsAnew() {
    long ada = insert("ada");
    world.sync();

    world.stores.sql("delete from profile_sync_status");

    assertThat(await(world.profiles.find(ada)).orElseThrow().scraping().lastScrapedAt()).isNull();
    world.stores.sql("delete from profiles");
    assertThat(world.stores.sql("select from profile_sync_status")).isEmpty();
  }

  @Test
  void aPriorityThatIsGivenStays() {
    long urgent = world.profile("ada", null, 1);

    assertThat(await(world.profiles.find(urgent)).orElseThrow().scraping().priority()).isEqualTo(1);
  }

  @Test
  void aPostWaitsForItsVectorAndItsType() {
    long ada = insert("ada");
    long post =
        world.stores.number(
            "insert into viral_posts_bank (author_id, post_url, content) values (%d, 'u', '%s')"
                    .formatted(ada, "\n  Why? \nBecause.")
                + " returning id");

    world.sync();

    assertThat(world.models.classified).containsExactly("Why?");
    assertThat(world.models.vectors).containsExactly(post);
    assertThat(
            world.stores.sql(
                "select from viral_posts_bank where hook_type_id = 'question' and hook_type ="
                    + " 'question'"))
        .hasSize(1);
  }

  @Test
  void theVectorOfAPostIsSeenInItsRow() {
    insert("ada");
    world.stores.sql(
        "insert into viral_posts_bank (author_id, post_url, content)"
            + " select id, 'u', 'Why?' from profiles");
    long post = world.stores.number("select id from viral_posts_bank");
    for (float[] values : new float[][] {{3, 4}, {4, 3}}) {
      await(
          world
              .stores
              .pool()
              .withTransaction(
                  connection ->
                      Vectors.save(connection, post, new EmbeddingSpace("small", 2), values)));

      assertThat(
              world.stores.sql(
                  "select from viral_posts_bank join post_vectors on post_id = id"
                      + " where embedding = components"))
          .hasSize(1);
    }
  }

  @Test
  void aVectorAndATypeThatAreSetInThePostCount() {
    long ada = insert("ada");
    world.stores.sql(
        "insert into viral_posts_bank (author_id, post_url, content) values (%d, 'u', 'Why?')"
            .formatted(ada));

    world.stores.sql("update viral_posts_bank set embedding = '{3,4}', needs_embedding = false");
    world.stores.sql(
        "update viral_posts_bank set hook_type_id = 'story', needs_hook_classification = false");

    var vector = world.stores.sql("select model, dimensions, components from post_vectors");
    assertThat(vector).hasSize(1);
    assertThat(vector.getFirst().getString(0)).isEqualTo("text-embedding-3-small");
    assertThat(vector.getFirst().getInteger(1)).isEqualTo(2);
    assertThat(vector.getFirst().getArrayOfFloats(2)[1]).isCloseTo(0.8f, within(1e-6f));
    assertThat(world.stores.sql("select from viral_posts_bank where embedding = '{0.6,0.8}'"))
        .hasSize(1);
    assertThat(world.stores.sql("select from viral_posts_bank where hook_type = 'story'"))
        .hasSize(1);
    world.stores.sql("update viral_posts_bank set embedding = null");
    assertThat(world.stores.sql("select from post_vectors")).isEmpty();
  }

  @Test
  void aCascadesRowHoldsTheSumsOfItsSteps() {
    insert("ada");
    insert("bob");
    world.provider.posts("ada", post(7000001, "Why?"), post(7000002, "How?"));
    world.provider.posts("bob", post(7000003, "When?"));

    Job job = world.sync();

    assertThat(job.counts()).isEqualTo(new Job.Counts(2, 2, 3, 3, 3, 3, 0));
    String sums =
        "sum(profiles_processed), sum(successful_profiles), sum(posts_scraped), sum(posts_new),"
            + " sum(embeddings_updated), sum(hooks_classified), sum(items_failed)";
    assertThat(
            world
                .stores
                .sql("select " + sums + " from sync_jobs where job_type = 'full_cascade'")
                .getFirst()
                .deepToString())
        .isEqualTo(
            world
                .stores
                .sql("select " + sums + " from sync_jobs where job_type <> 'full_cascade'")
                .getFirst()
                .deepToString())
        .isEqualTo("[2,2,3,3,3,3,0]");
  }
}
