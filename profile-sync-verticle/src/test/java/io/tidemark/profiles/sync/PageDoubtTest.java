package io.tidemark.profiles.sync;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.profiles.FakeRapidApi.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.profiles.ProfileWorld;
import io.tidemark.profiles.jobs.Job;
import io.tidemark.profiles.jobs.JobProfiles;
import io.tidemark.runs.RunStatus;
import io.tidemark.runs.StartResult;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages whose counters are doubtful, and workspaces that are paused. */
@Tag("server")
class PageDoubtTest {

  private final ProfileWorld world = new ProfileWorld();

  @AfterEach
  void end() {
    world.close();
  }

  /** A page of two posts, with counters of its own for each. */
  private void page(String first, String second) {
    world.provider.posts(
        "ada",
        post(7000001, "Why?").mergeIn(new JsonObject(first)),
        post(7000002, "How?").mergeIn(new JsonObject(second)));
  }

  private void syncLater() {
    world.clock.advance(Duration.ofDays(7).plusSeconds(1));
    assertThat(world.sync().status()).isEqualTo(RunStatus.COMPLETED);
  }

  private String stored() {
    return world
        .stores
        .sql("select likes, comments, reactions::text from viral_posts_bank order by id limit 1")
        .stream()
        .map(row -> row.getLong(0) + " " + row.getLong(1) + " " + row.getString(2))
        .findFirst()
        .orElseThrow();
  }

  private double engagement() {
    return world
        .stores
        .sql("select avg_engagement from profiles")
        .getFirst()
        .getDouble("avg_engagement");
  }

  private long snapshots(String where) {
    return world.stores.number("select count(*) from viral_post_snapshots where " + where);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | {}",
        "{'num_comments':40} | {'num_comments':4}",
        "{'num_like':4000,'num_comments':40} | {'num_like':3}",
        "{'num_likes':0,'num_comments':40} | {'num_likes':3}",
        "{'num_likes':400,'num_comments':40} | {'num_likes':3}",
        "{'num_comments':40} | {'num_likes':3}",
      })
  void aPageWithoutCountersChangesNothingUntilTheNextAgrees(String first, String second) {
    world.profile("ada");
    page("{\"num_likes\":4000,\"num_comments\":40}", "{\"num_likes\":3}");
    world.sync();
    String before = stored();
    double engagement = engagement();

    page(first.replace('\'', '"'), second.replace('\'', '"'));
    syncLater();

    assertThat(stored()).isEqualTo(before);
    assertThat(engagement()).isEqualTo(engagement);
    assertThat(snapshots("doubtful")).isPositive();
    assertThat(snapshots("not doubtful and likes < 400 and likes <> 3")).isZero();

    syncLater();

    assertThat(stored()).isNotEqualTo(before);
    assertThat(snapshots("doubtful")).isZero();
    assertThat(world.stores.number("select count(*) from viral_posts_bank where doubted is null"))
        .isEqualTo(2);
  }

  @Test
  void aDoubtThatTheNextPageContradictsLeavesNoTraceInWhatIsStored() {
    world.profile("ada");
    page("{\"num_likes\":4000}", "{\"num_likes\":3}");
    world.sync();
    page("{}", "{}");
    syncLater();
    page("{\"num_likes\":4100}", "{\"num_likes\":3}");
    syncLater();

    assertThat(stored()).startsWith("4100 ");
    assertThat(snapshots("doubtful")).isEqualTo(2);
  }

  @Test
  void ofANewPostOnAPageThatLostACounterItIsNotKnown() {
    world.profile("ada");
    page("{\"num_likes\":4000}", "{\"num_likes\":3}");
    world.sync();

    world.provider.posts("ada", post(7000001, "Why?"), post(7000003, "New"));
    syncLater();

    assertThat(
            world.stores.number(
                "select count(*) from viral_posts_bank where likes is null and comments = 0"))
        .isEqualTo(1);
  }

  @Test
  void aCounterThatOnePostLacksIsZero() {
    world.profile("ada");
    page("{\"num_likes\":40,\"num_empathy\":2}", "{\"num_likes\":3,\"num_empathy\":1}");
    world.sync();
    page("{\"num_likes\":41}", "{\"num_likes\":3,\"num_empathy\":1}");
    syncLater();

    assertThat(stored()).isEqualTo("41 0 {\"num_likes\": 41}");
  }

  @ParameterizedTest
  @CsvSource({"num_likes", "num_comments", "num_empathy", "num_praises"})
  void aCounterThatCannotBeReadKeepsItsLastValue(String name) {
    world.profile("ada");
    String all = "{\"num_likes\":40,\"num_comments\":41,\"num_empathy\":42,\"num_praises\":43}";
    page(all, "{}");
    world.sync();
    String before = stored();

    page(all.replaceFirst(name + "\":[0-9]+", name + "\":\"1.2K\""), "{}");
    syncLater();

    assertThat(stored()).isEqualTo(before);
    assertThat(snapshots("true")).isEqualTo(2);
  }

  private void workspace(String id, String status) {
    world.stores.sql(
        "insert into studio_workspaces (id, name, status, created_at) values ('%s', '%s', '%s', now())"
            .formatted(id, id, status));
  }

  @ParameterizedTest
  @CsvSource({"paused", "deleting"})
  void aWorkspaceThatIsNotActiveCostsNothing(String status) {
    workspace("brand", "active");
    world.profile("ada", "brand", 2);
    world.profile("bob");
    world.provider.posts("ada", post(7000001, "Why?"));
    world.provider.posts("bob", post(7000002, "How?"));
    world.sync();
    world.stores.sql(
        "update viral_posts_bank set needs_embedding = true, needs_hook_classification = true");
    world.stores.sql("update studio_workspaces set status = '%s'".formatted(status));
    world.provider.seen.clear();
    world.models.embedded.clear();
    world.models.classified.clear();

    syncLater();

    assertThat(world.provider.seen).hasSize(1).allMatch(url -> url.contains("bob"));
    assertThat(world.models.embedded).containsExactly("How?");
    assertThat(world.models.classified).containsExactly("How?");
    StartResult ofItsOwn =
        await(world.jobs.start("manual", new StartProfileSync(1, true, true, "brand")));
    assertThat(ofItsOwn)
        .isEqualTo(
            status.equals("paused")
                ? new StartResult.Paused("brand")
                : new StartResult.NoWorkspace("brand"));
  }

  @Test
  void aWorkspaceThatIsPausedInTheMiddleOfASyncIsLeftOut() {
    workspace("brand", "active");
    world.profile("ada", "brand", 2);
    long job = world.start();
    world.stores.sql("update studio_workspaces set status = 'paused'");

    world.pass().runOnce();

    assertThat(world.provider.seen).isEmpty();
    Job ended = world.job(job);
    assertThat(ended.isUnfinished()).isFalse();
    assertThat(await(JobProfiles.of(world.stores.pool(), job)))
        .extracting(Job.Item::status, Job.Item::error)
        .isEqualTo(
            List.of(org.assertj.core.groups.Tuple.tuple("skipped", "its workspace is paused")));
  }
}
