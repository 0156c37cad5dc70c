package io.tidemark.gateway.daos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class DaosRouteTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  private JsonObject create(String slug) {
    Answer answer =
        world
            .admin("createDao")
            .send(new JsonObject().put("slug", slug).put("twitter_handle", slug));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.json();
  }

  @Test
  void aDaoIsMadeReadChangedAndRemoved() {
    JsonObject made = create("uniswap_v3");
    assertThat(made.getString("name")).isEqualTo("uniswap_v3");
    assertThat(made.getBoolean("enabled")).isTrue();
    assertThat(made.getValue("swept_at")).isNull();
    assertThat(world.admin("readDao", "uniswap_v3").send().ok()).isEqualTo(made);

    JsonObject changed =
        world
            .admin("changeDao", "uniswap_v3")
            .send(new JsonObject().put("name", " Uniswap ").put("enabled", false))
            .ok();
    assertThat(changed.getString("name")).isEqualTo("Uniswap");
    assertThat(changed.getBoolean("enabled")).isFalse();
    assertThat(changed.getString("twitter_handle")).isEqualTo("uniswap_v3");
    assertThat(
            world
                .admin("changeDao", "uniswap_v3")
                .send(new JsonObject().putNull("twitter_handle"))
                .ok()
                .getValue("twitter_handle"))
        .isNull();

    assertThat(world.admin("removeDao", "uniswap_v3").send().status()).isEqualTo(204);
    world.admin("readDao", "uniswap_v3").send().problem(404, "not-found");
    world.admin("removeDao", "uniswap_v3").send().problem(404, "not-found");
    world
        .admin("changeDao", "uniswap_v3")
        .send(new JsonObject().put("name", "x"))
        .problem(404, "not-found");
  }

  @Test
  void daosAreReadPageByPage() {
    List.of("c", "a", "b").forEach(this::create);

    Answer first = world.admin("listDaos").query("limit", 2).send();
    Answer second =
        world
            .admin("listDaos")
            .query("limit", 2)
            .query("cursor", first.json().getString("next_cursor"))
            .send();

    assertThat(first.list("daos"))
        .extracting(dao -> dao.getString("slug"))
        .containsExactly("a", "b");
    assertThat(second.list("daos")).extracting(dao -> dao.getString("slug")).containsExactly("c");
  }

  @Test
  void aSlugThatIsTakenIsAConflict() {
    create("aave");

    world.admin("createDao").send(new JsonObject().put("slug", "aave")).problem(409, "conflict");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"slug\":\"\"}",
        "{\"slug\":\"Aave\"}",
        "{\"slug\":\"-a\"}",
        "{\"slug\":\"_a\"}",
        "{\"slug\":\"a\\n\"}",
        "{\"slug\":\"a\\\"; drop table daos\"}",
        "{\"slug\":\"a\",\"twitter_handle\":\"@a\"}",
        "{\"slug\":\"a\",\"twitter_handle\":\"a\\n\"}",
        "{\"slug\":\"a\",\"twitter_handle\":\"sixteen_letters_\"}",
        "{\"slug\":\"a\",\"twitter_handle\":\"\"}",
        "{\"slug\":\"a\",\"name\":\" \"}",
        "{\"slug\":\"a\",\"enabled\":\"yes\"}",
        "{\"slug\":\"a\",\"other\":1}"
      })
  void badDaosAreRefusedAndNotMade(String body) {
    world.admin("createDao").send(body).problem(400, "invalid-request");

    assertThat(world.stores.number("select count(*) from daos")).isZero();
  }

  @Test
  void whoIsLimitedToTenantsHasNoDaos() {
    create("aave");
    Answer limited =
        world
            .admin("createKey")
            .send(
                new JsonObject()
                    .put("name", "studio")
                    .put("scopes", new JsonArray().add("read"))
                    .put("workspaces", new JsonArray().add("studio")));

    world
        .api
        .call("listDaos")
        .bearer(limited.json().getString("key"))
        .send()
        .problem(403, "not-allowed");
  }
}
