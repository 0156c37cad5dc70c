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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("server")
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
            .put("status", "active")
            .put("cadence", "HOURLY_LOT")
            .put("retweets", "ignore")
            .put("min_engagement", 0)
            .put("horizon", "24h")
            .put("goal", new JsonObject().put("polls_per_tweet", 3.0))
            .put("weight", "balanced")
            .putNull("sample_percent")
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
    "6h, polls_per_tweet, 2.5, each, 0, 6h",
    "7d, usd_per_day, 12, volume, 2.5, 168h",
    "36h, error_percent, 3, balanced, 100, 36h"
  })
  void anAdaptiveZoneHasAHorizonAGoalAWeightAndASample(
      String horizon, String goal, double value, String weight, double sample, String inHours) {
    JsonObject settings =
        new JsonObject()
            .put("cadence", "ADAPTIVE")
            .put("horizon", horizon)
            .put("goal", new JsonObject().put(goal, value))
            .put("weight", weight)
            .put("sample_percent", sample);

    JsonObject created = create(zone("brand").mergeIn(settings)).json();

    assertThat(created).isEqualTo(created.copy().mergeIn(settings).put("horizon", inHours));
    create(zone("other"));
    assertThat(world.admin("changeZone", "other").send(settings).ok())
        .isEqualTo(created.copy().put("id", "other").put("name", "other"));
    assertThat(
            world.stores.number(
                "select count(*) from zones where sample_share = %s / 100".formatted(sample)))
        .isEqualTo(2);
  }

  @Test
  void settingsOfAnAdaptiveZoneThatAreNotGivenStay() {
    create(
        zone("brand")
            .put("cadence", "ADAPTIVE")
            .put("horizon", "2d")
            .put("goal", new JsonObject().put("usd_per_day", 7)));

    JsonObject changed =
        world.admin("changeZone", "brand").send(new JsonObject().put("weight", "each")).ok();

    assertThat(changed.getString("horizon")).isEqualTo("48h");
    assertThat(changed.getJsonObject("goal")).isEqualTo(new JsonObject().put("usd_per_day", 7.0));
    assertThat(changed.getString("weight")).isEqualTo("each");
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

  @Test
  void aNameThatIsTooLongIsRefused() {
    create(new JsonObject().put("name", "x".repeat(201))).problem(400, "invalid-request");
    assertThat(create(new JsonObject().put("name", "x".repeat(200))).status()).isEqualTo(201);
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
