package io.tidemark.gateway.zones;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused in one world, for nothing of it leaves a trace. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class ZonesInputTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @AfterAll
  void end() {
    world.close();
  }

  private Answer create(String body) {
    return world.admin("createZone").send(body);
  }

  private long zones() {
    return world.stores.number("select count(*) from zones");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"name\":\"x\",\"id\":\"Not An Id\"}`, id",
        "`{\"name\":\"x\",\"id\":\"-x\"}`, id",
        "`{\"name\":\"x\",\"id\":\"\"}`, id",
        "`{\"name\":\"x\",\"id\":null}`, id",
        "`{\"name\":\"x\",\"id\":\"a0123456789012345678901234567890123456789012345678901234567890123\"}`, id",
        "`{\"name\":\"x\",\"cadence\":\"WEEKLY\"}`, cadence",
        "`{\"name\":\"x\",\"cadence\":5}`, cadence",
        "`{\"name\":\"x\",\"horizon\":\"5h\"}`, horizon",
        "`{\"name\":\"x\",\"horizon\":\"169h\"}`, horizon",
        "`{\"name\":\"x\",\"horizon\":\"8d\"}`, horizon",
        "`{\"name\":\"x\",\"horizon\":\"24\"}`, horizon",
        "`{\"name\":\"x\",\"horizon\":24}`, horizon",
        "`{\"name\":\"x\",\"goal\":{}}`, goal",
        "`{\"name\":\"x\",\"goal\":{\"polls_per_tweet\":3,\"usd_per_day\":1}}`, goal",
        "`{\"name\":\"x\",\"goal\":{\"polls\":3}}`, goal",
        "`{\"name\":\"x\",\"goal\":{\"polls_per_tweet\":0}}`, goal",
        "`{\"name\":\"x\",\"goal\":{\"error_percent\":\"3\"}}`, goal",
        "`{\"name\":\"x\",\"goal\":3}`, goal",
        "`{\"name\":\"x\",\"weight\":\"some\"}`, weight",
        "`{\"name\":\"x\",\"sample_percent\":101}`, sample_percent",
        "`{\"name\":\"x\",\"sample_percent\":-1}`, sample_percent",
        "`{\"name\":\"\"}`, name",
        "`{\"name\":\"  \"}`, name",
        "`{\"name\":\"  \",\"id\":\"x\"}`, name",
        "`{\"name\":null}`, name",
        "`{\"name\":5}`, name",
        "`{\"name\":\"a\\u0000b\"}`, name",
        "`{\"name\":\"x\",\"owner\":\"ada\"}`, owner",
        "`{}`, name"
      })
  void aBadFieldIsRefusedByItsName(String body, String field) {
    assertThat(create(body).problem(400, "invalid-request")).contains(field);
    assertThat(zones()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "5", "null", "\"x\"", "{\"name\":\"x\"} {}", "name=x"})
  void whatIsNoObjectIsRefused(String body) {
    assertThat(create(body).status()).isEqualTo(400);
    assertThat(zones()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 100_000})
  void aBodyNestedWithoutEndIsRefused(int depth) {
    assertThat(create("{\"name\":" + "[".repeat(depth) + "]".repeat(depth) + "}").status())
        .isEqualTo(400);
  }

  @Test
  void aMissingBodyIsRefused() {
    world.admin("createZone").send().problem(400, "invalid-request");
    world.admin("createZone").send(Buffer.buffer()).problem(400, "invalid-request");

    assertThat(zones()).isZero();
  }

  @Test
  void aBodyOfAnotherContentTypeOrOfNoneIsRefused() {
    Buffer body = new JsonObject().put("name", "x").toBuffer();

    world.admin("createZone").send(body).problem(415, "unsupported-media-type");
    for (String type :
        List.of(
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "nonsense")) {
      Answer answer = world.admin("createZone").header("Content-Type", type).send(body);
      assertThat(answer.problem(415, "unsupported-media-type")).as(type).contains("json");
    }
    assertThat(zones()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!!!", "a", "AA"})
  void aCursorThatIsNotOursIsRefused(String cursor) {
    for (String operation : List.of("listZones", "listRules")) {
      assertThat(
              world.admin(operation).query("cursor", cursor).send().problem(400, "invalid-request"))
          .contains("cursor");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "501", "-1", "x", "1.5", "", "99999999999999999999", "1e400"})
  void aLimitOutOfRangeIsRefused(String limit) {
    for (String operation : List.of("listZones", "listRules")) {
      assertThat(
              world.admin(operation).query("limit", limit).send().problem(400, "invalid-request"))
          .contains("limit");
    }
  }
}
