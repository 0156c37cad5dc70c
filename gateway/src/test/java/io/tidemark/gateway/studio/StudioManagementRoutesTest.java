package io.tidemark.gateway.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.ApiClient;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.studio.runs.WorkspaceEnds;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workspaces, accounts and imports. */
@Tag("server")
class StudioManagementRoutesTest extends StudioRoutesTestBase {

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
    JsonObject read = world.admin("readStudioWorkspace", "brand").send().ok();
    assertThat(read.remove("choice_of_posts")).isNotNull();
    assertThat(read).isEqualTo(paused);
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
  void noTokenIsStoredWithoutAnEncryptionKey() {
    try (var pod = world.anotherPod(Map.of("TIDEMARK_STUDIO_ENCRYPTION_KEYS", ""));
        var api = ApiClient.open(pod.app())) {
      var account =
          new JsonObject()
              .put("platform", "facebook")
              .put("external_id", "f1")
              .put("access_token", "secret");

      String why =
          api.call("createStudioAccount", "brand")
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
