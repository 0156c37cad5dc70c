package io.tidemark.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class KeysTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @BeforeEach
  void begin() {
    world.zone("brand");
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static JsonObject wanted(String... scopes) {
    return new JsonObject().put("name", "dashboard").put("scopes", new JsonArray(List.of(scopes)));
  }

  @Test
  void aKeyIsShownOnceAndNeverAgain() {
    Answer created = world.admin("createKey").send(wanted("read", "refresh"));

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Cache-Control")).isEqualTo("no-store");
    String key = created.json().getString("key");
    assertThat(key).matches("tm_[A-Za-z0-9_-]{43}");
    Answer list = world.admin("listKeys").send();
    assertThat(list.ok().encode()).doesNotContain(key);
    JsonObject listed = list.list("keys").getFirst();
    assertThat(listed.getString("hint")).isEqualTo(key.substring(0, 8));
    assertThat(listed.getJsonArray("scopes").getList()).isEqualTo(List.of("read", "refresh"));
    assertThat(listed.getValue("zones")).isNull();
    assertThat(
            world.stores.number(
                "select count(*) from api_keys where key_hash = sha256('" + key + "'::bytea)"))
        .isEqualTo(1);
  }

  @Test
  void aRevokedKeyIsRefusedAtOnce() {
    String key = world.key(List.of("read"));
    world.api.call("listZones").bearer(key).send().ok();

    assertThat(world.admin("revokeKey", "1").send().status()).isEqualTo(204);

    world.api.call("listZones").bearer(key).send().problem(401, "key-required");
    assertThat(world.admin("listKeys").send().list("keys").getFirst().getString("revoked_at"))
        .isNotNull();
    assertThat(world.admin("revokeKey", "1").send().status()).as("again").isEqualTo(204);
  }

  @Test
  void aKeyExpires() {
    String key = world.key(List.of("read"));
    world.stores.sql(
        "update api_keys set created_at = created_at - interval '1 hour', expires_at = now()");

    world.api.call("listZones").bearer(key).send().problem(401, "key-required");
  }

  @Test
  void aKeyThatWillExpireWorksUntilThen() {
    String at = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS).toString();
    Answer created = world.admin("createKey").send(wanted("read").put("expires_at", at));

    assertThat(created.json().getString("expires_at")).isEqualTo(at);
    world.api.call("listZones").bearer(created.json().getString("key")).send().ok();
  }

  @Test
  void whoIsLimitedGivesNoMoreThanTheyHave() {
    String admin = world.key(List.of("admin"), "brand");

    for (JsonObject body :
        List.of(
            wanted("read"),
            wanted("read").put("zones", new JsonArray().add("brand").add("rivals")))) {
      world.api.call("createKey").bearer(admin).send(body).problem(403, "not-allowed");
    }
    Answer own =
        world
            .api
            .call("createKey")
            .bearer(admin)
            .send(wanted("read").put("zones", new JsonArray().add("brand")));
    assertThat(own.status()).isEqualTo(201);
  }

  @Test
  void whoIsLimitedSeesAndRevokesOnlyKeysOfTheirZones() {
    world.key(List.of("read"));
    world.zone("rivals");
    world.key(List.of("read"), "rivals");
    String admin = world.key(List.of("admin"), "brand");

    Answer list = world.api.call("listKeys").bearer(admin).send();

    assertThat(list.list("keys")).extracting(key -> key.getInteger("id")).containsExactly(3);
    world.api.call("revokeKey", "1").bearer(admin).send().problem(404, "not-found");
    world.api.call("revokeKey", "2").bearer(admin).send().problem(404, "not-found");
  }

  @Test
  void whoIsLimitedToWorkspacesSeesNoKeysOfOthers() {
    world.key(List.of("read"));
    workspaceKey("read", "south");
    String admin = workspaceKey("admin", "north");
    workspaceKey("read", "north");

    Answer list = world.api.call("listKeys").bearer(admin).send();

    assertThat(list.list("keys")).extracting(key -> key.getInteger("id")).containsExactly(3, 4);
    world.api.call("revokeKey", "2").bearer(admin).send().problem(404, "not-found");
  }

  private String workspaceKey(String scope, String workspace) {
    Answer created =
        world
            .admin("createKey")
            .send(wanted(scope).put("workspaces", new JsonArray().add(workspace)));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return created.json().getString("key");
  }

  @Test
  void keysAreReadPageByPage() {
    for (int i = 0; i < 5; i++) {
      world.key(List.of("read"));
    }

    Answer first = world.admin("listKeys").query("limit", 3).send();
    Answer second =
        world
            .admin("listKeys")
            .query("limit", 3)
            .query("cursor", first.json().getString("next_cursor"))
            .send();

    assertThat(first.list("keys")).hasSize(3);
    assertThat(second.list("keys")).extracting(key -> key.getInteger("id")).containsExactly(4, 5);
    assertThat(second.json().getValue("next_cursor")).isNull();
    world.admin("listKeys").query("cursor", "bm90IG91cnM").send().problem(400, "invalid-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"x\"}",
        "{\"name\":\"x\",\"scopes\":[]}",
        "{\"name\":\"x\",\"scopes\":[\"root\"]}",
        "{\"name\":\" \",\"scopes\":[\"read\"]}",
        "{\"name\":\"x\",\"scopes\":[\"webhook\"]}",
        "{\"name\":\"x\",\"scopes\":[\"webhook\",\"read\"],\"zones\":[\"brand\"]}",
        "{\"name\":\"x\",\"scopes\":[\"webhook\"],\"zones\":[\"brand\",\"rivals\"]}",
        "{\"name\":\"x\",\"scopes\":[\"read\"],\"zones\":[\"No Zone\"]}",
        "{\"name\":\"x\",\"scopes\":[\"read\"],\"expires_at\":\"tomorrow\"}",
        "{\"name\":\"x\",\"scopes\":[\"read\"],\"expires_at\":\"2020-01-01T00:00:00Z\"}",
        "{\"name\":\"x\",\"scopes\":[\"read\"],\"secret\":\"mine\"}"
      })
  void badKeysAreRefusedAndNotMade(String body) {
    world.admin("createKey").send(body).problem(400, "invalid-request");

    assertThat(world.stores.number("select count(*) from api_keys")).isZero();
  }

  @Test
  void aKeyForAZoneThatDoesNotExistIsATypo() {
    assertThat(
            world
                .admin("createKey")
                .send(wanted("read").put("zones", new JsonArray().add("brand").add("brnad")))
                .problem(400, "invalid-request"))
        .contains("brnad");
  }

  @Test
  void wrongIdsAreRefused() {
    world.admin("revokeKey", "x").send().problem(400, "invalid-request");
    world.admin("revokeKey", "0").send().problem(400, "invalid-request");
    world.admin("revokeKey", "404").send().problem(404, "not-found");
  }
}
