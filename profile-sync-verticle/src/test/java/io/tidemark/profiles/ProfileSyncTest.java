package io.tidemark.profiles;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.profiles.FakeRapidApi.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.access.Tenants;
import io.tidemark.contract.Message.RunStart;
import io.tidemark.contract.Message.RunStarted;
import io.tidemark.contract.Message.StartProfileSync;
import io.tidemark.contract.RequestReply;
import io.tidemark.profiles.authors.NewProfile;
import io.tidemark.profiles.authors.Profile;
import io.tidemark.profiles.authors.SyncFigures;
import io.tidemark.runs.RunStatus;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ProfileSyncTest {

  @Test
  void aSyncThatIsAskedForOverTheBusLeavesVectorsTypesAndStyle() {
    try (var world = new ProfileWorld()) {
      long ada = world.profile("ada");
      world.provider.posts("ada", post(7000001, "Why?"), post(7000002, "Because."));
      Deployed models = new Deployed(world);
      ProfileSync sync = await(models.deploy());

      RunStarted started =
          await(
              RequestReply.START_PROFILE_SYNC.ask(
                  world.stores.vertx().eventBus(),
                  new StartProfileSync(20, true, true, null),
                  Duration.ofSeconds(5)));
      await(models.ended(started.job()));
      await(sync.undeploy());

      assertThat(started.result()).isEqualTo(RunStart.STARTED);
      assertThat(world.job(started.job()).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(world.stores.number("select count(*) from post_vectors")).isEqualTo(2);
      assertThat(
              world.stores.number(
                  "select (style->'hooks'->>'question')::bigint from profiles where id = " + ada))
          .isEqualTo(2);
    }
  }

  @Test
  void eachWorkspaceHasItsOwnProfilesAndSeesNoOthers() {
    try (var world = new ProfileWorld()) {
      world.stores.sql(
          "insert into studio_workspaces (id, name, created_at)"
              + " values ('brand', 'b', now()), ('rivals', 'r', now())");
      world.profile("ada", "brand", 2);
      world.profile("ada", "rivals", 2);
      world.profile("bob", null, 2);
      world.provider.posts("ada", post(7000001, "Why?"));
      world.sync();

      List<Profile> seen = await(world.profiles.after(0, 10, Tenants.of(List.of("brand"))));
      SyncFigures figures =
          await(
              SyncFigures.read(
                  world.stores.pool(), Tenants.of(List.of("brand")), world.clock.instant()));

      assertThat(seen).extracting(Profile::workspace).containsExactly("brand", null);
      assertThat(figures.totalProfiles()).isEqualTo(2);
      assertThat(figures.posts()).isEqualTo(1);
      assertThat(world.stores.number("select count(*) from viral_posts_bank")).isEqualTo(2);
      assertThat(
              await(
                  world.profiles.add(
                      new NewProfile("brand", "Ada", "ADA", null, NewProfile.INFLUENCER, true, 1),
                      world.clock.instant())))
          .isEmpty();
    }
  }

  /** The world's models, deployed as a process would. */
  private record Deployed(ProfileWorld world) {

    io.vertx.core.Future<ProfileSync> deploy() {
      var all = world.models.all();
      return ProfileSync.deploy(world.stores.app(), all.embedder(), all.classifier());
    }

    /** Looks until the job has ended. */
    io.vertx.core.Future<Void> ended(long job) {
      Promise<Void> ended = Promise.promise();
      world
          .stores
          .vertx()
          .setPeriodic(
              20,
              timer ->
                  world
                      .jobs
                      .find(job)
                      .onSuccess(
                          found -> {
                            if (found.isPresent() && !found.get().isUnfinished()) {
                              world.stores.vertx().cancelTimer(timer);
                              ended.tryComplete();
                            }
                          }));
      return ended.future();
    }
  }
}
