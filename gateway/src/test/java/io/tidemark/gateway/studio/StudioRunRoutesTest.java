package io.tidemark.gateway.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs that callers start, and how they are followed. */
@Tag("server")
class StudioRunRoutesTest extends StudioRoutesTestBase {

  @Test
  void aCronJobIsAnsweredTheSummary() {
    world.studioPost("brand", account, "1004");
    world.studioPost("brand", account, "1002");
    instagram.posts.put("1002", new PostOutcome.Gone<>());

    JsonObject answer = cron().ok();

    assertThat(answer.remove("run_id")).isInstanceOf(Number.class);
    assertThat(answer)
        .isEqualTo(
            new JsonObject(
                """
                {"status": "partial", "not_due": 0, "next_due_at": null, "without_data": 0,
                 "lacking": 0, "needs_reconnect": [], "ok": true,
                 "message": "Refreshed metrics for 1 posts across 1 platform connections",
                 "summary": {"totalPostsProcessed": 2, "totalMetricsUpdated": 1, "totalErrors": 1,
                   "byPlatform": {"instagram": {"processed": 2, "updated": 1, "errors": 1}}},
                 "details": [{"platform": "instagram", "workspaceId": "brand", "postsProcessed": 2,
                   "metricsUpdated": 1, "errors": ["Post 1002: it does not exist any more"]}]}
                """));
  }

  @Test
  void aSecondCallSaysHowManyWereNotDueAndForceReadsThem() {
    world.studioPost("brand", account, "1003");
    world.stores.sql("update studio_social_posts set posted_at = posted_at - interval '20 days'");
    cron().ok();
    world.clock.advance(Duration.ofHours(1));

    JsonObject second = cron().ok();

    assertThat(second.getInteger("not_due")).isEqualTo(1);
    assertThat(Instant.parse(second.getString("next_due_at"))).isAfter(world.clock.instant());
    assertThat(second.getString("message")).contains("1 were read lately enough");
    JsonObject forced =
        world
            .api
            .call("refreshStudioMetrics")
            .query("secret", SECRET)
            .query("force", true)
            .send()
            .ok();
    assertThat(forced.getJsonObject("summary").getInteger("totalMetricsUpdated")).isEqualTo(1);
    JsonObject listed = world.admin("listRuns").send().list("runs").getFirst();
    JsonObject run =
        world
            .admin("readRun", listed.getLong("id").toString())
            .send()
            .ok()
            .getJsonObject("coverage");
    assertThat(listed.getInteger("eligible")).isEqualTo(run.getInteger("eligible")).isEqualTo(1);
  }

  @Test
  void afterATokenDiedTheAnswersGoOnNamingItsAccount() {
    world.studioPost("brand", account, "1001");
    instagram.accounts.put("i1", call -> new CallOutcome.AuthDead<>("expired"));
    cron().ok();
    world.clock.advance(Duration.ofHours(6));

    JsonObject answer = cron().ok();

    assertThat(answer.getString("message"))
        .contains("account %d of brand must be connected again".formatted(account));
    assertThat(answer.getJsonArray("needs_reconnect").getJsonObject(0).getLong("account_id"))
        .isEqualTo(account);
  }

  @Test
  void theSecretIsTakenAsBearerToo() {
    world.api.call("refreshStudioMetrics").bearer(SECRET).send().ok();
  }

  @Test
  void theSecretOpensNothingElseAndAWrongOneNothing() {
    world.api.call("listStudioWorkspaces").bearer(SECRET).send().problem(401, "key-required");
    for (String wrong : List.of(SECRET + "x", GatewayWorld.ADMIN_KEY)) {
      world
          .api
          .call("refreshStudioMetrics")
          .query("secret", wrong)
          .send()
          .problem(401, "key-required");
    }
    assertThat(world.stores.number("select count(*) from studio_runs")).isZero();
  }

  @Test
  void aRunThatIsUnderWayIsFollowedByItsIdAndKeepsASecondOneOut() {
    world.studioPost("brand", account, "1001");
    Instant until = world.clock.instant().plusSeconds(3600);
    instagram.accounts.put("i1", call -> new CallOutcome.Throttled<>(until, "code 4"));

    Answer begun =
        world
            .admin("refreshStudioMetrics")
            .query("wait", false)
            .query("workspace_id", "brand")
            .send();

    assertThat(begun.status()).isEqualTo(202);
    String id = begun.json().getLong("run_id").toString();
    JsonObject run = world.admin("readRun", id).send().ok();
    assertThat(run.getString("trigger")).isEqualTo("manual");
    assertThat(run.getString("status")).isEqualTo("running");
    assertThat(
            world
                .admin("refreshStudioMetrics")
                .query("workspace_id", "brand")
                .send()
                .problem(409, "conflict"))
        .contains("Run " + id);
    world
        .admin("refreshStudioMetrics")
        .query("workspace_id", "nowhere")
        .send()
        .problem(404, "not-found");
  }

  @Test
  void aRunThatWaitsForThePlatformKeepsNobodyWaiting() {
    world.studioPost("brand", account, "1001");
    Instant until = world.clock.instant().plusSeconds(3600);
    instagram.accounts.put("i1", call -> new CallOutcome.Throttled<>(until, "code 4"));

    Answer answer = cron();

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().getString("waiting_until")).isEqualTo(until.toString());
  }
}
