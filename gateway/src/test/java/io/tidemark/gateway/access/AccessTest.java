package io.tidemark.gateway.access;

import static io.tidemark.tracker.TrackerWorld.growing;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.ApiClient;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.TrackedGateway;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Walks the whole contract, so that no operation is forgotten. */
@Tag("server")
class AccessTest {

  private final TrackedGateway gateway = TrackedGateway.begin(Map.of());
  private final GatewayWorld world = gateway.world;

  private Requests requests;

  @BeforeEach
  void begin() {
    world.zone("brand");
    world.zone("rivals");
    SimulatedTweet tweet = world.tracker.post(growing(10));
    long lot = world.deliver("brand", List.of(tweet)).getLong("lotId");
    world.tenantKey(List.of("read"), "brand");
    for (String slug : List.of("uniswap", "removable")) {
      var dao = new JsonObject().put("slug", slug).put("twitter_handle", slug);
      assertThat(world.admin("createDao").send(dao).status()).isEqualTo(201);
    }
    long sweep =
        world.stores.number(
            "insert into dao_sync_cycles (trigger, window_start, started_at, finished_at, status,"
                + " message) values ('manual', now(), now(), now(), 'cancelled', 'done')"
                + " returning id");
    requests =
        new Requests(world.api, "brand", tweet.id(), lot, 1, pause(), sweep, studio(), profiles());
    world.clock.advance(Duration.ofMinutes(10));
  }

  @AfterEach
  void end() {
    gateway.close();
  }

  private long pause() {
    return world.stores.number(
        "insert into upstream_pauses (upstream, credential, paused_until, reason, since) values"
            + " ('elsewhere', '0123456789abcdef', '2027-01-01T00:00:00Z', 'said so', now())"
            + " returning id");
  }

  private Requests.Studio studio() {
    world.workspace("brand");
    world.workspace("rivals");
    world.workspace("removable");
    var zone = new JsonObject().put("id", "removable").put("name", "removable");
    assertThat(world.admin("createZone").send(zone).status()).isEqualTo(201);
    long account = world.account("brand", "instagram", "kept");
    long spare = world.account("brand", "instagram", "spare");
    long post = world.studioPost("brand", account, "1001");
    long run =
        world.stores.number(
            "insert into studio_runs (trigger, workspace_id, status, started_at, finished_at)"
                + " values ('manual', 'brand', 'cancelled', now(), now()) returning id");
    return new Requests.Studio(account, spare, post, run);
  }

  private Requests.Profiles profiles() {
    long job =
        world.stores.number(
            "insert into sync_jobs (job_type, status, trigger, workspace_id, created_at,"
                + " finished_at) values ('full_cascade', 'cancelled', 'manual', 'brand', now(),"
                + " now()) returning id");
    return new Requests.Profiles(profile("kept"), profile("spare"), job);
  }

  private long profile(String id) {
    var profile =
        new JsonObject().put("full_name", id).put("linkedin_id", id).put("workspace_id", "brand");
    return new JsonObject(world.admin("createProfile").send(profile).body()).getLong("id");
  }

  private List<Operation> operations(boolean open) {
    List<Operation> operations =
        world.api.contract().operations().stream()
            .filter(operation -> operation.getSecurityRequirements().isEmpty() == open)
            .toList();
    assertThat(operations).isNotEmpty();
    return operations;
  }

  private static String scope(Operation operation) {
    return operation.getOpenAPIModel().getString("x-scope");
  }

  private static boolean isForAdmins(Operation operation) {
    return scope(operation).equals("admin");
  }

  @Test
  void onlyTheWebhookIsOpenToAllForItHasAKeyOfItsOwn() {
    assertThat(operations(true))
        .extracting(Operation::getOperationId)
        .containsExactlyInAnyOrder(
            "webhookHealth", "receiveTwitterDelivery", "receiveZoneDelivery");
  }

  @Test
  void noneThatChangesSomethingIsForReaders() {
    assertThat(operations(false))
        .filteredOn(operation -> !operation.getHttpMethod().equals(HttpMethod.GET))
        .isNotEmpty()
        .extracting(AccessTest::scope)
        .isSubsetOf("admin", "refresh", "trigger");
  }

  @Test
  void withTheRightKeyEveryOperationSucceeds() {
    for (Operation operation : operations(false)) {
      Answer answer =
          requests.send(operation.getOperationId(), call -> call.bearer(GatewayWorld.ADMIN_KEY));

      assertThat(answer.status()).as(operation.getOperationId() + answer.body()).isLessThan(300);
    }
  }

  /**
   * DAOs, budgets and types of hooks are of no zone; zones and workspaces come, rest and go by keys
   * that are limited to none.
   */
  private static boolean concernsNoZone(Operation operation) {
    return Set.of(
                "createZone",
                "deleteZone",
                "createStudioWorkspace",
                "changeStudioWorkspace",
                "deleteStudioWorkspace",
                "readBudgets",
                "listPauses",
                "endPause",
                "listChanges",
                "listJobs",
                "changeJob",
                "putHookType",
                "deleteHookType",
                "listUnrouted",
                "replayUnrouted",
                "forgetUnrouted")
            .contains(operation.getOperationId())
        || operation.getAbsoluteOpenAPIPath().startsWith("/api/dao");
  }

  @Test
  void aKeyOfTheZoneMayDoWhatConcernsItsZone() {
    String own = world.tenantKey(List.of("read", "refresh", "trigger", "admin"), "brand");
    for (Operation operation : operations(false)) {
      Answer answer = requests.send(operation.getOperationId(), call -> call.bearer(own));

      assertThat(answer.status() < 300)
          .as(operation.getOperationId() + answer.body())
          .isEqualTo(!concernsNoZone(operation));
    }
  }

  /** What names no tenant is answered, and shows nothing of the others. */
  private static final Set<String> NAME_NO_ZONE =
      Set.of(
          "listKeys",
          "listZones",
          "listRules",
          "listRuns",
          "readOverview",
          "streamEvents",
          "updateEngagement",
          "listStudioWorkspaces",
          "readStudioAttention",
          "readProfileSyncStats",
          "listProfileSyncJobs",
          "listProfiles",
          "findSimilarPosts",
          "listHookTypes");

  @Test
  void aKeyOfAnotherZoneIsToldThatNothingIsThere() {
    String foreign = world.tenantKey(List.of("read", "refresh", "trigger", "admin"), "rivals");
    // The lot is due, and by itself it would still wait for company.
    world.clock.advance(Duration.ofMinutes(50));
    for (Operation operation : operations(false)) {
      String id = operation.getOperationId();
      Answer answer = requests.send(id, call -> call.bearer(foreign));

      if (NAME_NO_ZONE.contains(id)) {
        assertThat(answer.status()).as(id + answer.body()).isEqualTo(200);
        assertThat(answer.body()).as(id).doesNotContain("brand");
      } else {
        assertThat(answer.status()).as(id + answer.body()).isIn(403, 404);
      }
    }
    assertThat(world.stores.number("select sum(update_count) from twitter_engagement_tracking"))
        .isZero();
    assertThat(world.stores.number("select count(*) from twitter_rules")).isEqualTo(2);
    assertThat(world.stores.number("select count(*) from api_keys where revoked_at is not null"))
        .isZero();
    JsonObject overview = requests.send("readOverview", call -> call.bearer(foreign)).ok();
    assertThat(overview.getInteger("tweets")).isZero();
    assertThat(overview.getInteger("deliveries")).isZero();
    assertThat(overview.getJsonObject("lots").getInteger("waiting")).isZero();
  }

  @Test
  void aForeignZoneIsAnsweredLikeOneThatDoesNotExist() {
    String foreign = world.tenantKey(List.of("read"), "rivals");

    String hidden = read(foreign, "readZoneStats", "brand").problem(404, "not-found");
    String none = read(foreign, "readZoneStats", "nowhere").problem(404, "not-found");

    assertThat(hidden.replace("brand", "nowhere")).isEqualTo(none);
  }

  private Answer read(String key, String operation, String... path) {
    return world.api.call(operation, path).bearer(key).send();
  }

  @Test
  void aKeyWithoutTheScopeIsNotAllowed() {
    List<String> scopes = List.of("read", "refresh", "trigger");
    for (Operation operation : operations(false)) {
      String wanted = scope(operation);
      String key =
          world.tenantKey(scopes.stream().filter(scope -> !scope.equals(wanted)).toList(), "brand");

      Answer answer = requests.send(operation.getOperationId(), call -> call.bearer(key));

      assertThat(answer.problem(403, "not-allowed"))
          .as(operation.getOperationId())
          .contains(wanted);
    }
  }

  @Test
  void aWebhooksKeyOpensNothingElse() {
    String key = world.tenantKey(List.of("webhook"), "brand");
    for (Operation operation : operations(false)) {
      requests
          .send(operation.getOperationId(), call -> call.bearer(key))
          .problem(403, "not-allowed");
    }
  }

  @Test
  void withoutAKeyEveryOtherOperationIsRefused() {
    for (Operation operation : operations(false)) {
      Answer answer = world.api.call(operation.getOperationId(), "brand").send();

      assertThat(answer.problem(401, "key-required")).as(operation.getOperationId()).isNotBlank();
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void aWrongKeyIsRefusedInAnyForm() {
    String key = GatewayWorld.ADMIN_KEY;
    String basic = Base64.getEncoder().encodeToString(("admin:" + key).getBytes(UTF_8));
    for (String authorization :
        List.of(
            "Bearer wrong",
            "Bearer " + key + "x",
            "Bearer " + key.substring(1),
            "Bearer " + GatewayWorld.WEBHOOK_KEY,
            "Bearer",
            "Bearer ",
            key,
            "Basic " + basic)) {
      for (Operation operation : operations(false)) {
        Answer answer =
            world
                .api
                .call(operation.getOperationId(), "brand")
                .header("Authorization", authorization)
                .send();

        assertThat(answer.problem(401, "key-required"))
            .as(authorization)
            .doesNotContain("wrong", basic);
      }
    }
    assertThat(world.stores.number("select count(*) from twitter_rules")).isEqualTo(2);
  }

  @Test
  void theRightKeyIsTakenHoweverTheSchemeIsWritten() {
    for (String scheme : List.of("Bearer ", "bearer ", "BEARER  ")) {
      world
          .api
          .call("listZones")
          .header("Authorization", scheme + GatewayWorld.ADMIN_KEY)
          .send()
          .ok();
    }
  }

  @Test
  void aMissingKeyIsReportedBeforeWhatElseIsWrong() {
    world.api.call("listZones").query("limit", "0").send().problem(401, "key-required");
    world.api.call("readCurve", "letters").send().problem(401, "key-required");
    world.api.call("readZoneStats", "No Zone").send().problem(401, "key-required");
    world.api.call("readZoneStats", "unknown").send().problem(401, "key-required");
    world.api.call("createZone").send("{").problem(401, "key-required");
    world.api.call("createZone").send().problem(401, "key-required");
    world.api.call("mapRule").send("{\"rule_id\":5}").problem(401, "key-required");
  }

  @Test
  void withOpenReadsOnlyReadsNeedNoKey() {
    try (var pod = world.anotherPod(Map.of("TIDEMARK_HTTP_OPEN_READS", "true"));
        var open = ApiClient.open(pod.app())) {
      for (Operation operation : operations(false)) {
        Answer answer = open.call(operation.getOperationId(), "brand").send();

        assertThat(answer.status() == 401)
            .as(operation.getOperationId() + " " + answer.status())
            .isEqualTo(!scope(operation).equals("read"));
      }
      open.call("readZoneStats", "brand").send().ok();
      assertThat(createZone(open, GatewayWorld.ADMIN_KEY).status()).isEqualTo(201);
    }
  }

  @Test
  void withoutAnAdminKeyTheAnswerSaysWhatToSet() {
    try (var pod = world.anotherPod(Map.of("TIDEMARK_ADMIN_KEY", ""));
        var closed = ApiClient.open(pod.app())) {
      for (Operation operation : operations(false)) {
        assertThat(
                closed
                    .call(operation.getOperationId(), "brand")
                    .bearer("")
                    .send()
                    .problem(401, "key-required"))
            .contains("TIDEMARK_ADMIN_KEY");
      }
    }
  }

  private static Answer createZone(ApiClient api, String key) {
    return api.call("createZone").bearer(key).send(new JsonObject().put("name", "new"));
  }
}
