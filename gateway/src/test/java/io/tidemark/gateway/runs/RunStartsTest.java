package io.tidemark.gateway.runs;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.contract.ForeignVerticle;
import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.TrackedGateway;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs are started over the bus by verticles that know JSON alone, and over HTTP without a bus. */
@Tag("server")
class RunStartsTest {

  private final TrackedGateway gateway =
      TrackedGateway.begin(
          Map.of("TIDEMARK_STUDIO_EVERY", "never", "TIDEMARK_DAO_SWEEP_EVERY", "never"));
  private final GatewayWorld world = gateway.world;
  private final ForeignVerticle foreign = new ForeignVerticle();

  private static final List<String> STARTS =
      List.of("startDaoSync", "refreshStudioMetrics", "syncProfiles");

  @BeforeEach
  void begin() {
    world.zone("brand");
    world.workspace("brand");
    world
        .admin("createDao")
        .send(new JsonObject().put("slug", "aave").put("name", "a").put("twitter_handle", "a"));
    await(world.stores.vertx().deployVerticle(foreign));
  }

  @AfterEach
  void end() {
    gateway.close();
  }

  private JsonObject ask(String address, JsonObject body) {
    return (JsonObject) await(foreign.ask(address, body));
  }

  @Test
  void aForeignVerticleTriggersEverything() {
    long lot = world.deliver("brand", world.tracker.post(3, growing(60))).getLong("lotId");
    long tweet = world.stores.number("select min(id) from twitter_tweets");
    world.clock.advance(Duration.ofHours(1));
    var round = new JsonObject().put("lot", lot).put("zone", "brand").put("updateNumber", 1);

    assertThat(ask("tidemark.lots.run-lot", round).getInteger("updated")).isEqualTo(3);
    assertThat(
            ask("tidemark.tweets.refresh", new JsonObject().put("tweet", tweet))
                .getString("result"))
        .isEqualTo("READ");
    assertThat(started("tidemark.studio.start-run", new JsonObject().put("workspace", "brand")))
        .isEqualTo(world.stores.number("select max(id) from studio_runs"));
    assertThat(started("tidemark.profiles.start-sync", new JsonObject()))
        .isEqualTo(world.stores.number("select id from sync_jobs where parent_id is null"));
    assertThat(started("tidemark.dao-sweeps.start", new JsonObject().put("dao", "aave")))
        .isEqualTo(world.stores.number("select max(id) from dao_sync_cycles"));
  }

  private long started(String address, JsonObject body) {
    JsonObject reply = ask(address, body);
    assertThat(reply.getString("result")).isEqualTo("STARTED");
    return reply.getLong("run");
  }

  @Test
  void aForeignVerticleIsToldWhyNothingStarts() {
    assertThat(ask("tidemark.dao-sweeps.start", new JsonObject().put("dao", "nowhere")))
        .isEqualTo(
            new JsonObject()
                .put("result", "NOTHING_TO_DO")
                .put("run", 0)
                .put("job", 0)
                .put("reason", "the DAO nowhere is not enabled or has no Twitter handle"));
    for (String address : List.of("tidemark.studio.start-run", "tidemark.profiles.start-sync")) {
      assertThat(ask(address, new JsonObject().put("workspace", "nowhere")).getString("result"))
          .isEqualTo("NO_WORKSPACE");
    }
  }

  /** Every message is dropped: nothing answers, and no worker is woken. */
  @Test
  void withTheBusCutEverythingStillStarts() {
    world.stores.vertx().eventBus().addOutboundInterceptor(dropped -> {});

    for (String operation : STARTS) {
      Answer started = world.admin(operation).query("wait", false).send();
      assertThat(started.status()).as(operation + " " + started.body()).isBetween(200, 202);
    }

    assertThat(runs()).isEqualTo(3);
  }

  private long runs() {
    return world.stores.number(
        "select count(*) from (select id from dao_sync_cycles"
            + " union all select id from studio_runs"
            + " union all select id from sync_jobs where parent_id is null) run");
  }

  /** The run stays queued, and a second start is told of it. */
  @Test
  void aWaitingCallerLearnsAtOnceThatNoProcessWorks() {
    world.stores.vertx().eventBus().addOutboundInterceptor(dropped -> {});
    world.stores.sql("update processes set role = 'gateway'");

    for (String operation : STARTS) {
      Answer queued = world.admin(operation).query("wait", true).send();

      assertThat(queued.problem(503, "unavailable")).contains("No process of the role ", " waits");
      assertThat(world.admin(operation).query("wait", true).send().list("errors"))
          .isEqualTo(queued.list("errors"))
          .hasSize(1);
    }
    assertThat(runs()).isEqualTo(3);
  }

  /** The role of a process of the version before is not known. */
  @Test
  void aProcessOfEveryOrOfNoKnownRoleCounts() {
    var processes = world.stores.app().processes();
    for (String role : List.of("'all'", "null", "'tracker'")) {
      world.stores.sql("update processes set role = " + role);
      assertThat(await(processes.hasLive("tracker"))).as(role).isTrue();
      assertThat(await(processes.hasLive("profile-sync"))).isEqualTo(!role.equals("'tracker'"));
    }
    world.stores.sql("update processes set role = 'gateway'");
    world.stores.sql(
        "insert into processes (name, role, label, without_redis, upstreams, started_at, seen_at)"
            + " values ('late', 'tracker', 'late', false, '{}', now(), now() - interval '1"
            + " minute')");
    assertThat(await(processes.hasLive("tracker"))).isFalse();
  }
}
