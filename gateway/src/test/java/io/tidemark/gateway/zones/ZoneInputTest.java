package io.tidemark.gateway.zones;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused of one zone; all in one world, for nothing of it leaves a trace. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class ZoneInputTest {

  private final GatewayWorld world = GatewayWorld.begin();
  private JsonObject zone;

  @BeforeAll
  void begin() {
    world.zone("brand");
    zone = world.admin("readZone", "brand").send().ok();
  }

  @AfterAll
  void end() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"cadence\":\"WEEKLY\"}`, cadence",
        "`{\"cadence\":null}`, cadence",
        "`{\"name\":\"\"}`, name",
        "`{\"name\":\"  \"}`, name",
        "`{\"name\":null}`, name",
        "`{\"name\":\"a\\u0000b\"}`, name",
        "`{\"name\":\"x\",\"id\":\"other\"}`, id",
        "`{\"name\":\"x\",\"owner\":\"ada\"}`, owner",
        "`{}`, properties",
        "`[]`, object",
        "`{`, body"
      })
  void aBadChangeIsRefusedAndChangesNothing(String body, String why) {
    assertThat(world.admin("changeZone", "brand").send(body).problem(400, "invalid-request"))
        .contains(why);

    assertThat(world.admin("readZone", "brand").send().ok()).isEqualTo(zone);
  }

  @Test
  void aChangeWithoutABodyIsRefused() {
    world.admin("changeZone", "brand").send().problem(400, "invalid-request");
  }

  @Test
  void aZoneThatIsUnknownIsNotFound() {
    assertThat(world.admin("readZone", "other").send().problem(404, "not-found")).contains("other");
    assertThat(
            world
                .admin("changeZone", "other")
                .send(new JsonObject().put("name", "x"))
                .problem(404, "not-found"))
        .contains("other");
  }

  @ParameterizedTest
  @ValueSource(strings = {"No Zone", "-x", "x\0", "ü"})
  void whatIsNoZoneIdIsRefused(String id) {
    assertThat(world.admin("readZone", id).send().problem(400, "invalid-request"))
        .contains("zoneId");
    assertThat(
            world
                .admin("changeZone", id)
                .send(new JsonObject().put("name", "x"))
                .problem(400, "invalid-request"))
        .contains("zoneId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "501", "x"})
  void aLimitOutOfRangeIsRefusedByEveryList(String limit) {
    for (String operation : new String[] {"listKeys", "listUnrouted", "listZoneTweets"}) {
      assertThat(
              world
                  .admin(operation, "brand")
                  .query("limit", limit)
                  .send()
                  .problem(400, "invalid-request"))
          .as(operation)
          .contains("limit");
    }
  }

  @Test
  void whatIsNoRuleIdIsNotReplayed() {
    for (String bad : new String[] {"x\0", "x".repeat(201)}) {
      assertThat(world.admin("replayUnrouted", bad).send().problem(400, "invalid-request"))
          .contains("ruleId");
    }
    world.admin("replayUnrouted", "nobodys").send().problem(409, "conflict");
  }
}
