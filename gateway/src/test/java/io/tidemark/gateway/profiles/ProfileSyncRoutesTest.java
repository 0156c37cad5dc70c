package io.tidemark.gateway.profiles;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.profiles.Models;
import io.tidemark.profiles.ProfileSync;
import io.tidemark.simulator.linkedin.LinkedInDraft;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Syncs on the simulated scraper and the models in the process. */
@Tag("server")
class ProfileSyncRoutesTest {

  private static final String PRICES = "Nobody tells you how hard it is to raise prices.";

  private final GatewayWorld world = GatewayWorld.begin();
  private ProfileSync sync;

  @BeforeEach
  void begin() {
    // The weekly sync has its turn later, so that the syncs are those of the test.
    world.stores.sql(
        "insert into timers (kind, subject, due_at)"
            + " values ('profile-sync-weekly', 0, '2100-01-01')");
    Models models = Models.of(world.stores.app());
    sync = await(ProfileSync.deploy(world.stores.app(), models.embedder(), models.hooks()));
    world.workspace("brand");
    world.workspace("rivals");
  }

  @AfterEach
  void end() {
    await(sync.undeploy());
    world.close();
  }

  private long profile(String workspace, String linkedinId) {
    var profile = new JsonObject().put("full_name", linkedinId).put("linkedin_id", linkedinId);
    if (workspace != null) {
      profile.put("workspace_id", workspace);
    }
    Answer created = world.admin("createProfile").send(profile);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return created.json().getLong("id");
  }

  private void writes(String author, String... texts) {
    world.tracker.simulator.linkedin().author(author);
    for (int text = 0; text < texts.length; text++) {
      world
          .tracker
          .simulator
          .linkedin()
          .publish(
              LinkedInDraft.by(author)
                  .withText(texts[text])
                  .at(world.clock.instant().minus(Duration.ofHours(text + 1))));
    }
  }

  private static List<String> hooks(Answer answer) {
    return answer.list("posts").stream().map(post -> post.getString("hook")).toList();
  }

  @Test
  void aSyncIsAnsweredAsTheReferenceDoes() {
    long ada = profile("brand", "ada-lowe");
    long nobody = profile("brand", "nobody-here");
    writes("ada-lowe", PRICES + "\nI did it three times.", "What would you ask your first boss?");

    JsonObject answer =
        world
            .admin("syncProfiles")
            .send(new JsonObject().put("max_profiles", 20).put("workspace_id", "brand"))
            .ok();

    assertThat(answer.getBoolean("success")).isTrue();
    assertThat(answer.getInteger("profiles_processed")).isEqualTo(2);
    assertThat(answer.getInteger("posts_scraped")).isEqualTo(2);
    assertThat(answer.getInteger("posts_new")).isEqualTo(2);
    assertThat(answer.getInteger("embeddings_updated")).isEqualTo(2);
    assertThat(answer.getInteger("hooks_classified")).isBetween(1, 2);
    JsonArray results = answer.getJsonArray("results");
    assertThat(IntStream.range(0, 2).mapToObj(i -> results.getJsonObject(i).getLong("profile_id")))
        .containsExactlyInAnyOrder(ada, nobody);
    JsonObject style =
        world.admin("readProfileStyle", Long.toString(ada)).send().ok().getJsonObject("style");
    assertThat(style.getInteger("posts")).isEqualTo(2);
    JsonObject stats = world.admin("readProfileSyncStats").send().ok();
    assertThat(stats.getInteger("totalPosts")).isEqualTo(2);
    assertThat(stats.getInteger("postsWithoutEmbedding")).isZero();
    assertThat(
            world
                .admin("readProfileSyncJob", answer.getValue("job_id").toString())
                .send()
                .ok()
                .getJsonArray("steps"))
        .hasSize(4);
  }

  @Test
  void aSyncForAPausedWorkspaceIsRefusedWithASentence() {
    world.stores.sql("update studio_workspaces set status = 'paused' where id = 'brand'");

    Answer refused =
        world.admin("syncProfiles").send(new JsonObject().put("workspace_id", "brand"));

    assertThat(refused.problem(409, "conflict")).contains("brand is paused");
  }

  @Test
  void aSecondSyncIsRefusedWithTheIdOfTheFirst() {
    world.stores.sql(
        "insert into sync_jobs (job_type, status, trigger, created_at)"
            + " values ('full_cascade', 'running', 'manual', now())");
    long under = world.stores.number("select max(id) from sync_jobs");

    Answer refused = world.admin("syncProfiles").query("wait", false).send(new JsonObject());

    assertThat(refused.problem(409, "conflict")).contains("Sync " + under + " has not ended");
  }

  @Test
  void whoeverDoesNotWaitFollowsTheJob() {
    Answer begun = world.admin("syncProfiles").query("wait", false).send(new JsonObject());

    assertThat(begun.status()).as(begun.body()).isEqualTo(202);
    assertThat(
            world
                .admin("readProfileSyncJob", begun.json().getValue("job_id").toString())
                .send()
                .ok()
                .getString("job_type"))
        .isEqualTo("full_cascade");
  }

  @Test
  void similarPostsAreFoundAmongThoseTheCallerMaySee() {
    profile("brand", "ada-lowe");
    profile("rivals", "ben-marsh");
    long shared = profile(null, "cleo-dorn");
    writes("ada-lowe", PRICES, "My cat sleeps on the keyboard all day.");
    writes("ben-marsh", "Raising prices is the hardest thing I ever did.");
    writes("cleo-dorn", "We doubled what we charge, and no customer left.");
    world.admin("syncProfiles").send(new JsonObject()).ok();
    world.zone("brand");
    String brand = world.tenantKey(List.of("read"), "brand");

    Answer all = similar(GatewayWorld.ADMIN_KEY);
    Answer own = similar(brand);
    Answer one =
        world
            .api
            .call("findSimilarPosts")
            .query("text", "increase our prices")
            .query("profile", shared)
            .bearer(brand)
            .send();

    assertThat(hooks(all)).hasSize(4).endsWith("My cat sleeps on the keyboard all day.");
    assertThat(hooks(own))
        .hasSize(3)
        .doesNotContain("Raising prices is the hardest thing I ever did.");
    assertThat(hooks(one)).containsExactly("We doubled what we charge, and no customer left.");
  }

  private Answer similar(String key) {
    Answer answer =
        world.api.call("findSimilarPosts").query("text", "increase our prices").bearer(key).send();
    answer.ok();
    return answer;
  }

  @Test
  void typesOfHooksAreEdited() {
    var riddle =
        new JsonObject()
            .put("name", "Riddle")
            .put("description", "Opens with a riddle.")
            .put("examples", new JsonArray().add("What has keys but opens no door?"));

    world.admin("putHookType", "riddle").send(riddle).ok();

    assertThat(world.admin("listHookTypes").send().list("hook_types"))
        .contains(riddle.copy().put("slug", "riddle"));
    assertThat(world.admin("deleteHookType", "riddle").send().status()).isEqualTo(204);
    world.admin("deleteHookType", "riddle").send().problem(404, "not-found");
    assertThat(world.admin("putHookType", "unclassified").send(riddle).status()).isEqualTo(400);
  }
}
