package io.tidemark.gateway.studio;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.clock.SettableClock;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.PostDraft;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.studio.MetricsRefresh;
import io.tidemark.tracker.TrackerWorld;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cron job's answer over accounts that were connected over HTTP and are asked over HTTP. */
@Tag("server")
class StudioSummaryTest {

  private static final String SECRET = "cron-secret-of-the-tests";

  private final Vertx vertx = Vertx.vertx();
  private PlatformSimulator simulator;
  private GatewayWorld world;
  private MetricsRefresh refresh;

  @BeforeEach
  void begin() {
    var clock = new SettableClock(TrackerWorld.START);
    simulator = await(new PlatformSimulator(vertx, clock, SimulatorSettings.defaults()).start());
    world =
        GatewayWorld.begin(
            Map.of(
                "TIDEMARK_STUDIO_CRON_SECRET",
                SECRET,
                "TIDEMARK_INSTAGRAM_BASE_URL",
                simulator.baseUrl(),
                "TIDEMARK_TIKTOK_BASE_URL",
                simulator.baseUrl(),
                "TIDEMARK_TIKTOK_CLIENT_KEY",
                "demo-key",
                "TIDEMARK_TIKTOK_CLIENT_SECRET",
                "demo-key"));
    // The regular run has its turn later.
    world.stores.sql(
        "insert into timers (kind, subject, due_at) values ('studio-refresh', 0, '2100-01-01')");
    refresh = await(MetricsRefresh.deploy(world.stores.app()));
    world.workspace("brand");
  }

  @AfterEach
  void end() {
    await(refresh.undeploy());
    world.close();
    await(simulator.stop());
    await(vertx.close());
  }

  private long connect(StudioAccount account) {
    var body =
        new JsonObject()
            .put("platform", account.platform().label())
            .put("external_id", account.externalId())
            .put("access_token", account.accessToken())
            .put("token_expires_at", account.accessExpiresAt().toString());
    if (account.refreshToken() != null) {
      body.put("refresh_token", account.refreshToken());
    }
    return world.admin("createStudioAccount", "brand").send(body).json().getLong("id");
  }

  private List<String> publish(StudioAccount there, int count) {
    long account = connect(there);
    var imported = new JsonArray();
    List<String> ids =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    simulator
                        .studio()
                        .publish(
                            PostDraft.of(there)
                                .at(world.clock.instant().minus(Duration.ofHours(1)))))
            .map(
                post -> {
                  imported.add(
                      new JsonObject()
                          .put("account_id", account)
                          .put("external_id", post.externalId())
                          .put("posted_at", post.createdAt().toString()));
                  return post.externalId();
                })
            .toList();
    world.admin("importStudioPosts", "brand").send(new JsonObject().put("posts", imported)).ok();
    return ids;
  }

  @Test
  void theNumbersOfTheJobsFirstVersionComeOutOfARunOverHttp() {
    List<String> media =
        publish(simulator.studio().connect(AccountDraft.instagram().withId("17841000001")), 100);
    List<String> videos =
        publish(simulator.studio().connect(AccountDraft.tiktok().withId("open-id-1")), 50);
    simulator.studio().delete(media.get(17));
    simulator.studio().delete(videos.get(3));
    simulator.studio().delete(videos.get(31));
    simulator.change(s -> s.nullIds(media.get(60)).poisonIds(videos.get(44)));

    JsonObject answer = world.api.call("refreshStudioMetrics").query("secret", SECRET).send().ok();

    JsonArray details = (JsonArray) answer.remove("details");
    List.of(
            "run_id",
            "status",
            "not_due",
            "next_due_at",
            "without_data",
            "lacking",
            "needs_reconnect")
        .forEach(answer::remove); // what later versions tell besides
    assertThat(answer)
        .isEqualTo(
            new JsonObject(
                """
                {"ok": true,
                 "message": "Refreshed metrics for 145 posts across 2 platform connections",
                 "summary": {"totalPostsProcessed": 150, "totalMetricsUpdated": 145,
                   "totalErrors": 5,
                   "byPlatform": {
                     "instagram": {"processed": 100, "updated": 98, "errors": 2},
                     "tiktok": {"processed": 50, "updated": 47, "errors": 3}}}}
                """));
    assertThat(details).hasSize(2);
    JsonObject instagram = details.getJsonObject(0);
    JsonArray errors = (JsonArray) instagram.remove("errors");
    assertThat(instagram)
        .isEqualTo(
            new JsonObject(
                """
                {"platform": "instagram", "workspaceId": "brand", "postsProcessed": 100,
                 "metricsUpdated": 98}
                """));
    assertThat(errors)
        .hasSize(2)
        .anyMatch(line -> line.toString().startsWith("Post %s: ".formatted(media.get(17))))
        .anyMatch(line -> line.toString().startsWith("Post %s: ".formatted(media.get(60))));
    assertThat(details.getJsonObject(1).getJsonArray("errors"))
        .hasSize(3)
        .anyMatch(line -> line.toString().startsWith("Post %s: ".formatted(videos.get(44))));
  }
}
