package io.tidemark.gateway.zones;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused in one world, for nothing of it leaves a trace; odd ids are forgotten again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class RulesInputTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @BeforeAll
  void begin() {
    world.admin("createZone").send(new JsonObject().put("id", "one").put("name", "one"));
  }

  @AfterAll
  void end() {
    world.close();
  }

  private Answer map(JsonObject body) {
    return world.admin("mapRule").send(body);
  }

  private static JsonObject rule(String rule, String zone) {
    return new JsonObject().put("rule_id", rule).put("zone_id", zone);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b", "a b", "100%", "%2F", "ümlaut", "a+b", "a?b#c", "a&b=c", "🌊", ":id", "a;b"
      })
  void aRuleIdMayHaveOddCharacters(String rule) {
    assertThat(map(rule(rule, "one")).json().getString("rule_id")).isEqualTo(rule);

    assertThat(world.admin("unmapRule", rule).send().status()).isEqualTo(204);

    assertThat(world.admin("unmapRule", rule).send().problem(404, "not-found")).contains(rule);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"zone_id\":\"one\"}`, rule_id",
        "`{\"rule_id\":\"r\"}`, zone_id",
        "`{\"rule_id\":\"\",\"zone_id\":\"one\"}`, rule_id",
        "`{\"rule_id\":\" \",\"zone_id\":\"one\"}`, rule_id",
        "`{\"rule_id\":7,\"zone_id\":\"one\"}`, rule_id",
        "`{\"rule_id\":\"a\\u0000b\",\"zone_id\":\"one\"}`, rule_id",
        "`{\"rule_id\":\"r\",\"zone_id\":\"No Zone\"}`, zone_id",
        "`{\"rule_id\":\"r\",\"zone_id\":\"one\",\"tag\":5}`, tag",
        "`{\"rule_id\":\"r\",\"zone_id\":\"one\",\"tag\":\"\\u0000\"}`, tag",
        "`{\"rule_id\":\"r\",\"zone_id\":\"one\",\"value\":\"x\"}`, value"
      })
  void aBadFieldIsRefusedByItsName(String body, String field) {
    assertThat(world.admin("mapRule").send(body).problem(400, "invalid-request")).contains(field);
    assertThat(world.stores.number("select count(*) from twitter_rules")).isZero();
  }
}
