package io.tidemark.gateway.reads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.gateway.AuditedDays;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The audit of a zone over HTTP, on 2026-11-02. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class AuditRouteTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @BeforeAll
  void begin() {
    world.zone("one");
    world.zone("two");
    AuditedDays.store(world, "one", 10);
  }

  @AfterAll
  void end() {
    world.close();
  }

  @Test
  void theLastSevenDaysAreAnsweredUnlessOthersAreAskedFor() {
    JsonObject audit = world.admin("readZoneAudit", "one").send().ok();

    assertThat(audit.getString("from")).isEqualTo("2026-10-26");
    assertThat(audit.getString("to")).isEqualTo("2026-11-01");
    assertThat(audit.getString("reason")).isNull();
    assertThat(audit.getDouble("poll_price")).isEqualTo(0.02);
    assertThat(audit.getJsonArray("days")).hasSize(7);
    JsonObject last = audit.getJsonArray("days").getJsonObject(6);
    assertThat(last.getString("day")).isEqualTo("2026-11-01");
    JsonObject inForce = last.getJsonArray("rules").getJsonObject(0);
    assertThat(inForce.getString("name")).isEqualTo("ADAPTIVE");
    assertThat(inForce.getBoolean("in_force")).isTrue();
    assertThat(inForce.getJsonObject("error_percent").getDouble("lower")).isEqualTo(2.5);

    JsonObject total = audit.getJsonObject("total");
    assertThat(total.getInteger("tweets")).isEqualTo(700);
    assertThat(total.getJsonArray("forecasts")).hasSize(1);
    JsonObject error = total.getJsonArray("rules").getJsonObject(0).getJsonObject("error_percent");
    assertThat(error.getDouble("value")).isCloseTo(3.6, within(1e-9));
    assertThat(error.getDouble("upper")).isCloseTo(3.6 + 0.5 / Math.sqrt(7), within(1e-9));
  }

  @Test
  void aRangeIsAnsweredWithTheDaysThatHaveAnAudit() {
    JsonObject audit =
        world
            .admin("readZoneAudit", "one")
            .query("from", "2026-08-03")
            .query("to", "2026-10-24")
            .send()
            .ok();

    assertThat(audit.getJsonArray("days").stream())
        .extracting(day -> ((JsonObject) day).getString("day"))
        .containsExactly("2026-10-23", "2026-10-24");
  }

  @Test
  void aZoneWithoutASampleSaysWhy() {
    JsonObject audit = world.admin("readZoneAudit", "two").send().ok();

    assertThat(audit.getString("reason")).startsWith("No tweet is sampled");
    assertThat(audit.getJsonArray("days")).isEmpty();
    assertThat(audit.getJsonObject("total").getInteger("tweets")).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "2026-11-02, 2026-11-01, from must not be later",
        "2026-11-31, -, from must be a day",
        "1969-12-31, 1970-01-02, from must be a day",
        "-, 2026-11, to must be a day",
        "2026-01-01, 2026-04-03, at most 91 days apart",
        "-, 9999-01-01, to must be a day",
      })
  void whatIsNoRangeOfDaysIsRefused(String from, String to, String problem) {
    var call = world.admin("readZoneAudit", "one");
    if (from != null) {
      call.query("from", from);
    }
    if (to != null) {
      call.query("to", to);
    }

    assertThat(call.send().problem(400, "invalid-request")).contains(problem);
  }

  @Test
  void ninetyTwoDaysAreOneAnswer() {
    world
        .admin("readZoneAudit", "one")
        .query("from", "2026-01-01")
        .query("to", "2026-04-02")
        .send()
        .ok();
  }

  @Test
  void aZoneThatIsUnknownOrForeignIsNotFound() {
    world.admin("readZoneAudit", "nowhere").send().problem(404, "not-found");
    String foreign = world.key(List.of("read"), "two");
    assertThat(world.api.call("readZoneAudit", "one").bearer(foreign).send().status())
        .isIn(403, 404);
  }
}
