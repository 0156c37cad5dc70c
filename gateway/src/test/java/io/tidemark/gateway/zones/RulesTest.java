package io.tidemark.gateway.zones;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.Call;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class RulesTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @BeforeEach
  void begin() {
    for (String id : List.of("one", "two")) {
      world.admin("createZone").send(new JsonObject().put("id", id).put("name", id));
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Answer map(JsonObject body) {
    return world.admin("mapRule").send(body);
  }

  private static JsonObject rule(String rule, String zone) {
    return new JsonObject().put("rule_id", rule).put("zone_id", zone);
  }

  @Test
  void aRuleIsMappedToAZone() {
    Answer mapped = map(rule(" r-1 ", "one").put("tag", "launch"));

    assertThat(mapped.status()).isEqualTo(201);
    JsonObject expected =
        rule("r-1", "one").put("tag", "launch").put("created_at", "2026-11-02T10:00:00Z");
    assertThat(mapped.json()).isEqualTo(expected.copy().put("unrouted_waiting", 0));
    assertThat(world.admin("listRules").send().list("rules")).containsExactly(expected);
  }

  @Test
  void mappingItAgainToTheSameZoneIsNoErrorAndChangesTheTag() {
    map(rule("r-1", "one").put("tag", "launch"));

    Answer again = map(rule("r-1", "one").put("tag", "sequel"));

    assertThat(again.status()).isEqualTo(201);
    assertThat(world.admin("listRules").send().list("rules"))
        .extracting(rule -> rule.getString("tag"))
        .containsExactly("sequel");
  }

  @Test
  void aRuleOfOneZoneIsNotTakenOverByAnother() {
    map(rule("r-1", "one"));

    assertThat(map(rule("r-1", "two")).problem(409, "conflict")).contains("r-1").contains("one");

    assertThat(world.admin("listRules").send().list("rules"))
        .extracting(rule -> rule.getString("zone_id"))
        .containsExactly("one");
  }

  @Test
  void aZoneThatIsUnknownGetsNoRules() {
    assertThat(map(rule("r-1", "three")).problem(404, "not-found")).contains("three");
  }

  @Test
  void aForgottenRuleCanBeMappedToAnotherZone() {
    map(rule("r-1", "one"));

    Answer forgotten = world.admin("unmapRule", "r-1").send();

    assertThat(forgotten.status()).isEqualTo(204);
    assertThat(forgotten.body()).isEmpty();
    assertThat(map(rule("r-1", "two")).status()).isEqualTo(201);
  }

  @Test
  void aRuleThatIsUnknownCannotBeForgotten() {
    assertThat(world.admin("unmapRule", "r-1").send().problem(404, "not-found")).contains("r-1");
  }

  @Test
  void idsThatAreTooLongOrCannotBeStoredAreRefused() {
    map(rule("r".repeat(201), "one")).problem(400, "invalid-request");
    map(rule("r", "one").put("tag", "t".repeat(256))).problem(400, "invalid-request");
    world.admin("unmapRule", "r".repeat(201)).send().problem(400, "invalid-request");
    world.admin("unmapRule", "a\0b").send().problem(400, "invalid-request");

    assertThat(map(rule("r".repeat(200), "one").put("tag", "t".repeat(255))).status())
        .isEqualTo(201);
  }

  @Test
  void rulesAreReadPageByPage() {
    List.of("c", "a", "b/ü").forEach(rule -> map(rule(rule, "one")));

    Answer first = world.admin("listRules").query("limit", 2).send();
    Answer second =
        world
            .admin("listRules")
            .query("limit", 2)
            .query("cursor", first.json().getString("next_cursor"))
            .send();

    assertThat(first.list("rules"))
        .extracting(rule -> rule.getString("rule_id"))
        .containsExactly("a", "b/ü");
    assertThat(second.list("rules"))
        .extracting(rule -> rule.getString("rule_id"))
        .containsExactly("c");
    assertThat(second.json().getValue("next_cursor")).isNull();
  }

  @Test
  void pagesStayCorrectWhileRulesWithLongIdsComeAndGo() {
    List<String> longIds = List.of("規".repeat(200), "規".repeat(199) + "則", "潮".repeat(200));
    longIds.forEach(id -> map(rule(id, "one")));
    map(rule("a", "one"));
    List<String> read = new ArrayList<>();

    String cursor = null;
    do {
      Call call = world.admin("listRules").query("limit", 1);
      Answer page = (cursor == null ? call : call.query("cursor", cursor)).send();
      cursor = page.ok().getString("next_cursor");
      page.list("rules").forEach(rule -> read.add(rule.getString("rule_id")));
      map(rule("0" + read.size(), "two"));
      world.admin("unmapRule", read.getLast()).send();
    } while (cursor != null && read.size() < 20);

    assertThat(read).doesNotHaveDuplicates().contains("a").containsAll(longIds);
  }
}
