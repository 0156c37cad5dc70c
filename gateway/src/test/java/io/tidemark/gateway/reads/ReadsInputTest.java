package io.tidemark.gateway.reads;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Call;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What reads are asked that they cannot answer; all in one world, for reading changes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class ReadsInputTest {

  private final GatewayWorld world = GatewayWorld.begin();
  private final SimulatedTweet tweet = world.tracker.post(growing(10));

  @BeforeAll
  void begin() {
    world.zone("one");
    world.zone("two");
    world.deliver("one", List.of(tweet));
  }

  @AfterAll
  void end() {
    world.close();
  }

  private Call curve(String tweetId) {
    return world.admin("readCurve", tweetId);
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999", "9223372036854775807", "9999999999999999999", "0"})
  void aTweetThatIsUnknownIsNotFound(String tweetId) {
    assertThat(curve(tweetId).send().problem(404, "not-found")).contains(tweetId);
  }

  @ParameterizedTest
  @ValueSource(strings = {"letters", "12345678901234567890", "-5", "1.5", "1e3", " 1", "١٢", "1\0"})
  void whatIsNoTweetIdIsRefused(String tweetId) {
    assertThat(curve(tweetId).send().problem(400, "invalid-request")).contains("tweetId");
  }

  @Test
  void aTweetIsFoundByOurIdAndByThePlatforms() {
    JsonObject curve = curve(tweet.id()).send().ok();

    Long ours = curve.getJsonObject("tweet").getLong("id");

    assertThat(curve(ours.toString()).send().ok()).isEqualTo(curve);
  }

  @Test
  void aTweetOfSeveralZonesNeedsToBeToldWhich() {
    SimulatedTweet tweet = world.tracker.post(growing(10));
    world.deliver("one", List.of(tweet));
    world.deliver("two", List.of(tweet));

    assertThat(curve(tweet.id()).send().problem(409, "conflict")).contains("zone_id");

    for (String zone : List.of("one", "two")) {
      JsonObject curve = curve(tweet.id()).query("zone_id", zone).send().ok();
      assertThat(curve.getJsonObject("tweet").getString("zone_id")).isEqualTo(zone);
      String ours = curve.getJsonObject("tweet").getLong("id").toString();
      assertThat(curve(ours).send().ok()).isEqualTo(curve);
    }
  }

  @Test
  void aZoneThatDoesNotHaveTheTweetHasNoCurve() {
    curve(tweet.id()).query("zone_id", "two").send().problem(404, "not-found");
    curve(tweet.id()).query("zone_id", "three").send().problem(404, "not-found");
    assertThat(curve(tweet.id()).query("zone_id", "No Zone").send().problem(400, "invalid-request"))
        .contains("zone_id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"readZoneStats", "readHighVelocity", "listZoneTweets", "listZoneForecasts"})
  void aZoneThatIsUnknownIsNotFoundAndABadIdIsRefused(String operation) {
    assertThat(world.admin(operation, "three").send().problem(404, "not-found")).contains("three");
    for (String bad : List.of("No Zone", "-x", "x".repeat(64), "x\0")) {
      assertThat(world.admin(operation, bad).send().problem(400, "invalid-request"))
          .contains("zoneId");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "8761", "-1", "x", "1.5", "", "99999999999999999999"})
  void hoursOutOfRangeAreRefused(String hours) {
    assertThat(
            world
                .admin("readZoneStats", "one")
                .query("hours", hours)
                .send()
                .problem(400, "invalid-request"))
        .contains("hours");
  }

  @Test
  void theHoursAtTheEndsAreInRange() {
    for (String hours : List.of("1", "8760", "24.0", "1e1")) {
      assertThat(
              world
                  .admin("readZoneStats", "one")
                  .query("hours", hours)
                  .send()
                  .ok()
                  .getInteger("count"))
          .isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "201", "-1", "x", "1.5", ""})
  void theFastestHaveALimitOfTheirOwn(String limit) {
    assertThat(
            world
                .admin("readHighVelocity", "one")
                .query("limit", limit)
                .send()
                .problem(400, "invalid-request"))
        .contains("limit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "x", "NaN", "Infinity", ""})
  void aLeastVelocityThatIsNoNumberFromZeroIsRefused(String min) {
    assertThat(
            world
                .admin("readHighVelocity", "one")
                .query("min", min)
                .send()
                .problem(400, "invalid-request"))
        .contains("min");
  }

  @Test
  void aLeastVelocityBeyondAllMeasureFindsNothing() {
    for (String min : List.of("1e308", "123456789012345678901234567890")) {
      assertThat(
              world
                  .admin("readHighVelocity", "one")
                  .query("min", min)
                  .send()
                  .ok()
                  .getJsonArray("tweets"))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-02T10:00:00Z",
        "2026-11-02T10:00:00Z/x",
        "yesterday/1",
        "2026-11-02T10:00:00Z/99999999999999999999",
        "+1000000000-12-31T23:59:59.999999999Z/1",
        "-1000000000-01-01T00:00:00Z/1",
        "+300000-01-01T00:00:00Z/1",
        "-100000-01-01T00:00:00Z/1",
        "/"
      })
  void aCursorThatIsNotOursIsRefused(String text) {
    String cursor =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(text.getBytes(StandardCharsets.UTF_8));

    assertThat(
            world
                .admin("listZoneTweets", "one")
                .query("cursor", cursor)
                .send()
                .problem(400, "invalid-request"))
        .contains("cursor");
  }

  @Test
  void whatTheContractDoesNotKnowInAQueryIsLeftAlone() {
    world.admin("readZoneStats", "one").query("utm_source", "mail").send().ok();
  }
}
