package io.tidemark.gateway.zones;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.Call;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZonesTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  private Answer create(String body) {
    return world.admin("createZone").send(body);
  }

  private Answer create(JsonObject body) {
    return create(body.encode());
  }

  private static JsonObject zone(String id) {
    return new JsonObject().put("id", id).put("name", id);
  }

  private long zones() {
    return world.stores.number("select count(*) from zones");
  }

  @Test
  void aZoneIsCreatedWithTheDefaultCadence() {
    Answer created = create(new JsonObject().put("id", "brand").put("name", " The Brand "));

    assertThat(created.status()).isEqualTo(201);
    JsonObject expected =
        new JsonObject()
            .put("id", "brand")
            .put("name", "The Brand")
            .put("cadence", "HOURLY_LOT")
            .put("created_at", "2026-11-02T10:00:00Z");
    assertThat(created.json()).isEqualTo(expected);
    assertThat(world.admin("listZones").send().list("zones")).containsExactly(expected);
  }

  @Test
  void theCadenceCanBeChosen() {
    assertThat(create(zone("brand").put("cadence", "AGE_TIER")).json().getString("cadence"))
        .isEqualTo("AGE_TIER");
  }

  @ParameterizedTest
  @CsvSource({
    "Café Zürich, cafe-zurich",
    "  --Tide & Mark!--  , tide-mark",
    "ÀÉÎÕÜ 2026, aeiou-2026",
    "7, 7"
  })
  void theIdComesFromTheNameWhenNoneIsGiven(String name, String id) {
    assertThat(create(new JsonObject().put("name", name)).json().getString("id")).isEqualTo(id);
  }

  @Test
  void aLongNameGivesAnIdThatIsAllowed() {
    String id = create(new JsonObject().put("name", "tide ".repeat(40))).json().getString("id");

    assertThat(id).hasSizeLessThanOrEqualTo(63).startsWith("tide-tide-");
  }

  @Test
  void aNameWithoutALetterOrDigitNeedsAnId() {
    assertThat(create(new JsonObject().put("name", "東京")).problem(400, "invalid-request"))
        .contains("give an id");

    assertThat(create(new JsonObject().put("name", "東京").put("id", "tokyo")).status())
        .isEqualTo(201);
  }

  @Test
  void anIdIsTakenOnce() {
    create(new JsonObject().put("name", "Café"));

    assertThat(create(new JsonObject().put("name", "cafe")).problem(409, "conflict"))
        .contains("cafe");
    create(new JsonObject().put("id", "cafe").put("name", "Other")).problem(409, "conflict");
    assertThat(world.stores.sql("select name from zones").getFirst().getString(0))
        .isEqualTo("Café");
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

  @Test
  void aNameThatIsTooLongIsRefused() {
    create(new JsonObject().put("name", "x".repeat(201))).problem(400, "invalid-request");
    assertThat(create(new JsonObject().put("name", "x".repeat(200))).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 100_000})
  void aBodyNestedWithoutEndIsRefused(int depth) {
    assertThat(create("{\"name\":" + "[".repeat(depth) + "]".repeat(depth) + "}").status())
        .isEqualTo(400);
  }

  @Test
  void aMissingBodyAndAnotherContentTypeAreRefused() {
    Buffer body = new JsonObject().put("name", "x").toBuffer();

    world.admin("createZone").send().problem(400, "invalid-request");
    world.admin("createZone").send(Buffer.buffer()).problem(400, "invalid-request");
    world.admin("createZone").send(body).problem(400, "invalid-request");
    for (String type :
        List.of(
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "nonsense")) {
      Answer answer = world.admin("createZone").header("Content-Type", type).send(body);
      assertThat(answer.problem(400, "invalid-request")).as(type).isNotBlank();
    }
    assertThat(zones()).isZero();
  }

  @Test
  void aCharsetIsNoOtherContentType() {
    Buffer body = new JsonObject().put("name", "Zürich").toBuffer();

    Answer answer =
        world
            .admin("createZone")
            .header("Content-Type", "application/json; charset=UTF-8")
            .send(body);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().getString("name")).isEqualTo("Zürich");
  }

  @Test
  void pagesStayCorrectWhileZonesAreAdded() {
    List.of("b", "d", "f", "h").forEach(id -> create(zone(id)));
    List<String> read = new ArrayList<>();

    Answer first = page(2, null, read);
    create(zone("a"));
    create(zone("e"));
    Answer second = page(2, first.json().getString("next_cursor"), read);
    Answer third = page(2, second.json().getString("next_cursor"), read);

    assertThat(read).containsExactly("b", "d", "e", "f", "h");
    assertThat(third.json().getValue("next_cursor")).isNull();
  }

  private Answer page(int limit, String cursor, List<String> read) {
    Call call = world.admin("listZones").query("limit", limit);
    Answer page = (cursor == null ? call : call.query("cursor", cursor)).send();
    page.ok();
    page.list("zones").forEach(zone -> read.add(zone.getString("id")));
    return page;
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

  @Test
  void theLimitsThemselvesAreInRange() {
    create(zone("a"));
    create(zone("b"));

    for (String limit : List.of("1", "500", "2.0", "1e1")) {
      assertThat(world.admin("listZones").query("limit", limit).send().ok().getJsonArray("zones"))
          .as(limit)
          .hasSizeBetween(1, 2);
    }
  }
}
