package io.tidemark.gateway.studio;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.Door;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.studio.MetricsRefresh;
import io.tidemark.studio.ScriptedSource;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.runs.WorkspaceEnds;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("server")
class StudioRoutesTest {

  private static final String SECRET = "cron-secret-of-the-tests";

  private final GatewayWorld world =
      GatewayWorld.begin(Map.of("TIDEMARK_STUDIO_CRON_SECRET", SECRET));
  private final ScriptedSource instagram = new ScriptedSource(StudioPlatform.INSTAGRAM, 50);

  private MetricsRefresh refresh;
  private long account;

  @BeforeEach
  void begin() {
    // The regular run has its turn later, so that the runs are those of the test.
    world.stores.sql(
        "insert into timers (kind, subject, due_at) values ('studio-refresh', 0, '2100-01-01')");
    refresh = await(MetricsRefresh.deploy(world.stores.foundation(), List.of(instagram)));
    world.workspace("brand");
    account = world.account("brand", "instagram", "i1");
  }

  @AfterEach
  void end() {
    await(refresh.undeploy());
    world.close();
  }

  private Answer cron() {
    return world.door.call("refreshStudioMetrics").query("secret", SECRET).send();
  }

  private static List<String> ids(Answer answer) {
    return answer.list("posts").stream().map(post -> post.getString("external_id")).toList();
  }

  private void likes(String post, long likes) {
    instagram.posts.put(post, new PostOutcome.Present<>(ScriptedSource.likes(likes)));
  }

  private JsonObject stats() {
    Answer answer = world.admin("readStudioStats", "brand").send();
    answer.ok();
    return answer.list("platforms").getFirst();
  }

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
            .door
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
  void aWorkspaceIsReadPausedAndRemovedButNotWhileARunIsOpen() {
    world.studioPost("brand", account, "1001");
    Instant until = world.clock.instant().plusSeconds(3600);
    instagram.accounts.put("i1", call -> new CallOutcome.Throttled<>(until, "code 4"));
    cron();
    world.admin("deleteStudioWorkspace", "brand").send().problem(409, "conflict");

    JsonObject paused =
        world
            .admin("changeStudioWorkspace", "brand")
            .send(new JsonObject().put("status", "paused"))
            .ok();

    assertThat(paused.getString("status")).isEqualTo("paused");
    assertThat(world.admin("readStudioWorkspace", "brand").send().ok()).isEqualTo(paused);
    Answer deleting = world.admin("deleteStudioWorkspace", "brand").send();
    assertThat(deleting.status()).isEqualTo(202);
    assertThat(deleting.json().getString("status")).isEqualTo("deleting");
    world.admin("listStudioAccounts", "brand").send().problem(404, "not-found");
    world
        .admin("changeStudioWorkspace", "brand")
        .send(new JsonObject().put("status", "active"))
        .problem(404, "not-found");
    new WorkspaceEnds(world.stores.pool(), 1).removeAll();
    assertThat(world.stores.number("select count(*) from studio_social_posts")).isZero();
    world.admin("readStudioWorkspace", "brand").send().problem(404, "not-found");
  }

  @Test
  void aTokenThatEndsUnrenewedIsNamedNineDaysAhead() {
    world.stores.sql(
        "update studio_accounts set token_expires_at = '%s'"
            .formatted(world.clock.instant().plus(Duration.ofDays(9))));
    world.stores.sql(
        """
        insert into studio_capabilities (platform, subject, metric, refused_at, since, media_type,
          account_id, said)
        select 'instagram', 'post:1', 'plays', '%s', '%s', 'REELS', id, '(#100) no plays'
        from studio_accounts
        """
            .formatted(world.clock.instant(), world.clock.instant()));

    Answer answer = world.admin("readStudioAttention").send();

    assertThat(answer.list("accounts").getFirst().getString("attention"))
        .contains("connect it again");
    JsonObject refused = answer.list("refused_metrics").getFirst();
    assertThat(refused.getString("metric")).isEqualTo("plays");
    assertThat(refused.getString("since")).isEqualTo(world.clock.instant().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "1.9, account_id must be a whole number",
    "'\"x\"', account_id must be a whole number",
    "0, account_id must be a whole number"
  })
  void anAccountIdIsAWholeNumber(String id, String reason) {
    JsonObject post =
        new JsonObject(
            "{\"account_id\":%s,\"external_id\":\"1\",\"posted_at\":\"2026-03-01T12:00:00Z\"}"
                .formatted(id));
    assertThat(reason(post)).isEqualTo(reason);
  }

  private String reason(JsonObject post) {
    return world
        .admin("importStudioPosts", "brand")
        .send(new JsonObject().put("posts", new JsonArray().add(post)))
        .list("errors")
        .getFirst()
        .getString("reason");
  }

  @ParameterizedTest
  @CsvSource({
    "posted_at, 2199-01-01T00:00:00Z, future",
    "posted_at, 1970-01-02T00:00:00Z, 2004",
    "url, not a link, https://",
    "external_id, https://www.instagram.com/p/Cx1aBcDeFgH/, shortcode"
  })
  void whatCannotBeIsRefusedWithASentence(String field, String value, String sentence) {
    JsonObject post =
        new JsonObject()
            .put("account_id", account)
            .put("external_id", "1")
            .put("posted_at", "2026-03-01T12:00:00Z")
            .put(field, value);
    assertThat(reason(post)).contains(sentence);
  }

  @Test
  void aPostDoesNotChangeItsAccountSilently() {
    long other = world.account("brand", "instagram", "i2");
    world.studioPost("brand", account, "777");
    JsonObject post =
        new JsonObject()
            .put("account_id", other)
            .put("external_id", "777")
            .put("posted_at", "2026-03-01T12:00:00Z");

    assertThat(reason(post)).contains("does not change its account");
    assertThat(world.stores.number("select count(*) from studio_social_posts")).isEqualTo(1);
  }

  @Test
  void aCounterKeepsItsTimeARateItsDenominatorAndARenameIsABreak() {
    long post = world.studioPost("brand", account, "1001");
    String now = world.clock.instant().toString();
    world.stores.sql(
        """
        insert into studio_social_post_metrics (social_post_id, captured_at, impressions, views,
          likes, comments)
        values (%1$d, timestamptz '%2$s' - interval '8 days', 100, null, 5, 1),
               (%1$d, timestamptz '%2$s' - interval '2 hours', null, 250, 6, 2),
               (%1$d, timestamptz '%2$s' - interval '1 hour', null, null, 7, 3)
        """
            .formatted(post, now));

    JsonObject read = world.admin("readStudioPost", Long.toString(post)).send().ok();

    JsonObject latest = read.getJsonObject("latest");
    assertThat(latest.getLong("views")).isEqualTo(250);
    assertThat(latest.getLong("likes")).isEqualTo(7);
    assertThat(latest.getJsonObject("metrics").getJsonObject("views").getString("captured_at"))
        .isLessThan(latest.getString("captured_at"));
    assertThat(latest.getString("engagement_rate_by")).isEqualTo("views");
    assertThat(latest.getJsonArray("engagement_rate_lacks")).containsExactly("shares");
    assertThat(latest.getDouble("engagement_rate")).isEqualTo(10 / 250.0);
    JsonObject week = read.getJsonObject("week_over_week");
    assertThat(week.getLong("likes")).isEqualTo(2);
    assertThat(week.getValue("views")).isNull();
    assertThat(week.getValue("impressions")).isNull();
    assertThat(week.getJsonArray("breaks")).containsExactly("impressions are called views now");
    assertThat(stats().getJsonObject("week_over_week").getValue("views")).isNull();
    assertThat(stats().getInteger("impressions_are_views")).isEqualTo(1);
    assertThat(stats().getJsonArray("engagement_rate_by")).containsExactly("views");
    assertThat(ids(world.admin("listBestStudioPosts", "brand").query("by", "views").send()))
        .containsExactly("1001");
  }

  @Test
  void theSecretIsTakenAsBearerToo() {
    world.door.call("refreshStudioMetrics").bearer(SECRET).send().ok();
  }

  @Test
  void theSecretOpensNothingElseAndAWrongOneNothing() {
    world.door.call("listStudioWorkspaces").bearer(SECRET).send().problem(401, "key-required");
    for (String wrong : List.of(SECRET + "x", GatewayWorld.ADMIN_KEY)) {
      world
          .door
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

  @Test
  void readingsAndTheirChangesAreRead() {
    String post = Long.toString(world.studioPost("brand", account, "1001"));
    for (long likes : List.of(10L, 25L, 90L)) {
      world.clock.advance(Duration.ofHours(23));
      likes("1001", likes);
      assertThat(cron().ok().getJsonObject("summary").getInteger("totalMetricsUpdated"))
          .isEqualTo(1);
    }
    world.clock.advance(Duration.ofHours(1));

    JsonObject read = world.admin("readStudioPost", post).send().ok();

    assertThat(read.getJsonObject("latest").getLong("likes")).isEqualTo(90);
    assertThat(read.getJsonObject("latest").getValue("shares")).isNull();
    assertThat(read.getJsonObject("latest").getDouble("engagement_rate")).isEqualTo(91 / 900.0);
    JsonObject change = read.getJsonObject("day_over_day");
    assertThat(change.getLong("likes")).isEqualTo(65);
    assertThat(change.getLong("comments")).isZero();
    assertThat(change.getValue("saves")).isNull();
    assertThat(read.getJsonObject("week_over_week")).isNull();
    assertThat(stats().getJsonObject("totals").getLong("likes")).isEqualTo(90);
    assertThat(stats().getJsonObject("totals").getValue("reach")).isNull();
    assertThat(stats().getJsonObject("day_over_day").getLong("likes")).isEqualTo(65);
    assertThat(stats().getJsonObject("week_over_week").getValue("likes")).isNull();
    Answer first = world.admin("readStudioSeries", post).query("limit", 2).send();
    Answer second =
        world
            .admin("readStudioSeries", post)
            .query("limit", 2)
            .query("cursor", first.json().getString("next_cursor"))
            .send();
    assertThat(first.list("readings"))
        .extracting(r -> r.getLong("likes"))
        .containsExactly(90L, 25L);
    assertThat(second.list("readings")).extracting(r -> r.getLong("likes")).containsExactly(10L);
    assertThat(second.json().getString("next_cursor")).isNull();
  }

  @Test
  void theBestAreFirstAndPagesGoOnWhereTheLastEnded() {
    List.of("2001", "2002", "2003").forEach(id -> world.studioPost("brand", account, id));
    likes("2002", 50);
    instagram.posts.put("2003", new PostOutcome.Unknown<>("no answer"));
    cron().ok();

    assertThat(ids(world.admin("listBestStudioPosts", "brand").query("by", "likes").send()))
        .containsExactly("2002", "2001");
    assertThat(ids(world.admin("listBestStudioPosts", "brand").send()))
        .containsExactly("2001", "2002");
    Answer page = world.admin("listStudioPosts", "brand").query("limit", 2).send();
    assertThat(ids(page)).containsExactly("2003", "2002");
    assertThat(
            ids(
                world
                    .admin("listStudioPosts", "brand")
                    .query("limit", 2)
                    .query("cursor", page.json().getString("next_cursor"))
                    .send()))
        .containsExactly("2001");
    assertThat(ids(world.admin("listStudioPosts", "brand").query("persistent", true).send()))
        .isEmpty();
    world
        .admin("listStudioPosts", "brand")
        .query("cursor", "bm9uc2Vuc2U")
        .send()
        .problem(400, "invalid-request");
  }

  @Test
  void whatNeedsAttentionIsFoundInEveryWorkspaceThatMayBeSeen() {
    world.zone("many-3");
    for (int i = 0; i < 25; i++) {
      world.workspace("many-" + i);
      long many = world.account("many-" + i, "instagram", "i-" + i);
      world.studioPost("many-" + i, many, "300" + i);
    }
    world.stores.sql(
        """
        update studio_accounts
        set status = 'needs_reconnect', updated_at = updated_at + interval '1 minute'
        where workspace_id = 'many-24'
        """);
    world.stores.sql(
        "update studio_accounts set status = 'disabled' where workspace_id = 'many-3'");
    world.stores.sql(
        """
        update studio_social_posts
        set failed_runs = failing.runs, last_error = 'gone', last_error_at = now()
        from (values ('many-22', 2), ('many-23', 3)) as failing (workspace, runs)
        where workspace_id = failing.workspace
        """);

    Answer all = world.admin("readStudioAttention").query("limit", 1).send();
    Answer own =
        world
            .door
            .call("readStudioAttention")
            .bearer(world.tenantKey(List.of("read"), "many-3"))
            .send();

    assertThat(all.list("accounts"))
        .extracting(account -> account.getString("workspace_id"))
        .containsExactly("many-24");
    assertThat(all.json().getBoolean("more_accounts")).isTrue();
    assertThat(all.list("posts"))
        .extracting(post -> post.getString("workspace_id"))
        .containsExactly("many-23");
    assertThat(all.json().getBoolean("more_posts")).isFalse();
    assertThat(own.list("accounts"))
        .extracting(account -> account.getString("workspace_id"))
        .containsExactly("many-3");
    assertThat(own.list("posts")).isEmpty();
  }

  @Test
  void anImportSaysWhatIsWrongWithEachAndTakesTheOthers() {
    world.workspace("rivals");
    long foreign = world.account("rivals", "instagram", "i9");
    var good =
        new JsonObject()
            .put("account_id", account)
            .put("external_id", "17895695668004551")
            .put("posted_at", "2026-03-01T12:00:00Z");
    var posts =
        new JsonArray()
            .add(good)
            .add(good)
            .add(good.copy().put("account_id", foreign))
            .add(good.copy().put("external_id", "17895695668004552").put("posted_at", "yesterday"))
            .add("a text");

    Answer answer =
        world.admin("importStudioPosts", "brand").send(new JsonObject().put("posts", posts));

    assertThat(answer.ok().getInteger("created")).isEqualTo(1);
    assertThat(answer.list("errors"))
        .extracting(error -> error.getInteger("index"))
        .containsExactly(1, 2, 3, 4);
  }

  @Test
  void withoutAnEncryptionKeyNoTokenIsStoredAndTheAnswerNamesTheSetting() {
    try (var pod = world.anotherPod(Map.of("TIDEMARK_STUDIO_ENCRYPTION_KEYS", ""));
        var door = Door.open(pod.foundation())) {
      var account =
          new JsonObject()
              .put("platform", "facebook")
              .put("external_id", "f1")
              .put("access_token", "secret");

      String why =
          door.call("createStudioAccount", "brand")
              .bearer(GatewayWorld.ADMIN_KEY)
              .send(account)
              .problem(503, "unavailable");

      assertThat(why).contains("TIDEMARK_STUDIO_ENCRYPTION_KEYS");
    }
  }

  @Test
  void anAccountIsConnectedAgainWithNewTokensAndRemovedWithItsPosts() {
    world.studioPost("brand", account, "1001");
    String id = Long.toString(account);
    instagram.accounts.put("i1", call -> new CallOutcome.AuthDead<>("expired"));
    assertThat(cron().ok().getBoolean("ok")).isFalse();
    JsonObject listed =
        world.admin("listStudioAccounts", "brand").send().list("accounts").getFirst();
    assertThat(listed.getString("status")).isEqualTo("needs_reconnect");
    assertThat(listed.getString("status_reason")).isEqualTo("expired");

    JsonObject changed =
        world
            .admin("changeStudioAccount", id)
            .send(new JsonObject().put("access_token", "new"))
            .ok();

    assertThat(changed.getString("status")).isEqualTo("connected");
    assertThat(world.admin("deleteStudioAccount", id).send().status()).isEqualTo(204);
    world.admin("deleteStudioAccount", id).send().problem(404, "not-found");
    assertThat(world.stores.number("select count(*) from studio_social_posts")).isZero();
  }
}
