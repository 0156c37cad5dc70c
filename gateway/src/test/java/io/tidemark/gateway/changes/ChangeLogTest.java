package io.tidemark.gateway.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ChangeLogTest {

  private final GatewayWorld world = GatewayWorld.begin(Map.of());

  @AfterEach
  void end() {
    world.close();
  }

  /** The changes so far, once the last of them has its status. */
  private List<JsonObject> changes() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (world.stores.number("select count(*) from changes where status is null") > 0
        && System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
    return world.admin("listChanges").send().list("changes");
  }

  @Test
  void aChangeIsToldWithWhoMadeItAndWhatWasBefore() {
    world.zone("brand");
    String colleague = world.tenantKey(List.of("admin"), "brand");

    world
        .api
        .call("changeZone", "brand")
        .bearer(colleague)
        .send(new JsonObject().put("name", "Renamed"))
        .ok();

    JsonObject change = changes().getFirst();
    assertThat(change.getString("operation")).isEqualTo("changeZone");
    assertThat(change.getString("path")).isEqualTo("/api/zones/brand");
    assertThat(change.getString("caller")).isNotEqualTo("operator");
    assertThat(change.getInstant("made_at")).isEqualTo(world.clock.instant());
    assertThat(change.getInteger("status")).isEqualTo(200);
    assertThat(change.getJsonObject("request")).isEqualTo(new JsonObject().put("name", "Renamed"));
    assertThat(change.getJsonObject("before").getString("name")).isEqualTo("brand");
    assertThat(change.getJsonObject("after").getString("name")).isEqualTo("Renamed");
  }

  @Test
  void whatIsCreatedRefusedAndDeletedIsToldToo() {
    world
        .admin("createDao")
        .send(new JsonObject().put("slug", "aave").put("name", "a").put("twitter_handle", "a"));
    world
        .admin("changeDao", "other")
        .send(new JsonObject().put("name", "b"))
        .problem(404, "not-found");
    world.admin("removeDao", "aave").send();

    List<JsonObject> changes = changes();

    assertThat(changes)
        .extracting(change -> change.getString("operation"))
        .containsExactly("removeDao", "changeDao", "createDao");
    assertThat(changes)
        .extracting(change -> change.getInteger("status"))
        .containsExactly(204, 404, 201);
    assertThat(changes.getFirst().getJsonObject("before").getString("slug")).isEqualTo("aave");
    assertThat(changes.getFirst().getJsonObject("after")).isNull();
    assertThat(changes.getLast().getJsonObject("before")).isNull();
    assertThat(changes.getLast().getJsonObject("after").getString("slug")).isEqualTo("aave");
  }

  @Test
  void aBodyThatIsNoObjectDoesNotKeepAChangeFromBeingMade() {
    world
        .admin("createDao")
        .send(new JsonObject().put("slug", "aave").put("name", "a").put("twitter_handle", "a"));

    int status = world.admin("removeDao", "aave").send(Buffer.buffer("no JSON")).status();

    assertThat(status).isEqualTo(204);
    assertThat(changes().getFirst().getJsonObject("request").getInteger("bytes")).isEqualTo(7);
  }

  @Test
  void noSecretIsRecorded() {
    JsonObject key =
        world
            .admin("createKey")
            .send(new JsonObject().put("name", "n").put("scopes", new JsonArray().add("read")))
            .json();
    world.admin("revokeKey", Long.toString(key.getLong("id"))).send();
    world.admin("createStudioWorkspace").send(new JsonObject().put("name", "w").put("id", "w"));
    world
        .admin("createStudioAccount", "w")
        .send(
            new JsonObject()
                .put("platform", "tiktok")
                .put("external_id", "e")
                .put("access_token", "a-secret-token-of-tiktok"));
    world
        .admin("changeStudioAccount", "1")
        .send(new JsonObject().put("access_token", "a-secret-token-of-tiktok"));

    String all = changes().toString();

    assertThat(all).contains("createKey", "revokeKey", "createStudioAccount");
    assertThat(all).doesNotContain(key.getString("key"), "a-secret-token", "\\\\x");
  }

  @Test
  void pagesAndFiltersNarrowTheList() {
    for (int i = 0; i < 5; i++) {
      world
          .admin("createDao")
          .send(
              new JsonObject().put("slug", "dao-" + i).put("name", "d").put("twitter_handle", "d"));
    }
    world.admin("removeDao", "dao-3").send();
    assertThat(changes()).hasSize(6);

    JsonObject page = world.admin("listChanges").query("limit", 2).send().json();
    JsonObject next =
        world
            .admin("listChanges")
            .query("limit", 2)
            .query("cursor", page.getString("next_cursor"))
            .send()
            .json();

    assertThat(page.getJsonArray("changes").getJsonObject(1).getLong("id"))
        .isGreaterThan(next.getJsonArray("changes").getJsonObject(0).getLong("id"));
    assertThat(world.admin("listChanges").query("path", "/api/daos/dao-3").send().list("changes"))
        .hasSize(1);
    assertThat(world.admin("listChanges").query("operation", "createDao").send().list("changes"))
        .hasSize(5);
    assertThat(world.admin("listChanges").query("caller", "nobody").send().list("changes"))
        .isEmpty();
  }

  @Test
  void everyChangeOfOneThingTellsWhatItWasBefore() {
    List<String> unknown =
        world.api.contract().operations().stream()
            .filter(ChangeLog::isRecorded)
            .filter(operation -> !operation.getHttpMethod().equals(HttpMethod.POST))
            .map(Operation::getOperationId)
            .filter(id -> ChangedRow.by(id) == null && !id.equals("forgetUnrouted"))
            .toList();

    assertThat(unknown).isEmpty();
  }
}
