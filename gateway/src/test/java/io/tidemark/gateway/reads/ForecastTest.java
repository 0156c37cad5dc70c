package io.tidemark.gateway.reads;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.GatewayWorld;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is expected of tweets, as callers are told; one world, for reading changes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class ForecastTest {

  private final GatewayWorld world = GatewayWorld.begin();
  private final SimulatedTweet quick = world.tracker.post(growing(120));
  private final SimulatedTweet slow = world.tracker.post(growing(12));

  @BeforeAll
  void begin() {
    world.zone("brand");
    world.zone("other");
    world.deliver("brand", List.of(quick, slow));
    world.hourPasses();
    world.hourPasses();
    world.stores.sql(
        """
        insert into sampled_tweets (tweet_db_id, zone_id, ends_at)
        values (%d, 'brand', '2026-11-03T10:00:00Z')
        """
            .formatted(world.tracker.id(slow)));
  }

  @AfterAll
  void end() {
    world.close();
  }

  private JsonObject curve(SimulatedTweet tweet) {
    return world.admin("readCurve", tweet.id()).send().ok();
  }

  private JsonObject forecast() {
    return world.admin("listZoneForecasts", "brand").send().ok();
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  @Test
  void aCurveGoesThroughItsReadingsToTheHorizon() {
    JsonObject answer = curve(quick);

    List<JsonObject> curve = objects(answer.getJsonArray("curve"));
    assertThat(curve.stream().filter(point -> !point.getBoolean("estimated")))
        .extracting(point -> point.getLong("total_engagement"))
        .containsExactly(0L, 120L, 240L);
    JsonObject last = curve.getLast();
    JsonObject forecast = answer.getJsonObject("forecast");
    assertThat(forecast.getString("at"))
        .isEqualTo("2026-11-03T10:00:00Z")
        .isEqualTo(forecast.getString("horizon_at"))
        .isEqualTo(last.getString("at"));
    assertThat(forecast.getLong("median"))
        .isGreaterThan(240)
        .isEqualTo(last.getLong("total_engagement"));
    assertThat(forecast.getJsonObject("interval_80")).isEqualTo(last.getJsonObject("interval_80"));
    assertThat(forecast.getJsonObject("interval_90").getLong("to"))
        .isGreaterThan(forecast.getJsonObject("interval_80").getLong("to"));
    assertThat(forecast.getJsonObject("counters").getLong("like_count"))
        .isEqualTo(forecast.getLong("median"));
    assertThat(forecast.getJsonObject("basis"))
        .isEqualTo(
            new JsonObject()
                .put("model", "shipped")
                .put("source", "tweets of 2009 to 2016")
                .put("curves", forecast.getJsonObject("basis").getInteger("curves"))
                .put("calibrated", true));
    assertThat(answer.getJsonArray("points")).hasSize(2);
  }

  @Test
  void theAgeOfAForecastIsAParameter() {
    JsonObject forecast =
        world
            .admin("readCurve", quick.id())
            .query("at", "6h")
            .send()
            .ok()
            .getJsonObject("forecast");

    assertThat(forecast.getString("at")).isEqualTo("2026-11-02T16:00:00Z");
    assertThat(forecast.getLong("age_seconds")).isEqualTo(21_600);
    assertThat(forecast.getLong("median"))
        .isBetween(240L, curve(quick).getJsonObject("forecast").getLong("median"));
  }

  @Test
  void anAgeBeyondTheHorizonOrNoneAtAllIsRefused() {
    for (String bad : List.of("25h", "2d", "1441m", "6", "0h", "-1h", "6 h", "6s", "", "999999m")) {
      assertThat(
              world
                  .admin("readCurve", quick.id())
                  .query("at", bad)
                  .send()
                  .problem(400, "invalid-request"))
          .as(bad)
          .contains("at");
    }
    world.admin("readCurve", quick.id()).query("at", "1d").send().ok();
  }

  @Test
  void aSampledTweetIsMarkedWhereverItIsShown() {
    assertThat(curve(slow).getJsonObject("tweet").getBoolean("sampled")).isTrue();
    assertThat(curve(quick).getJsonObject("tweet").getBoolean("sampled")).isFalse();
    for (String list : List.of("listZoneTweets", "readHighVelocity", "listZoneForecasts")) {
      for (JsonObject tweet : world.admin(list, "brand").send().list("tweets")) {
        assertThat(tweet.getBoolean("sampled"))
            .as(list)
            .isEqualTo(tweet.getString("tweet_id").equals(slow.id()));
      }
    }
    assertThat(world.admin("exportCurve", slow.id()).send().body().lines().skip(1))
        .hasSize(2)
        .allMatch(line -> line.endsWith(",true"));
    assertThat(world.admin("exportZone", "brand").send().body().lines().skip(1))
        .hasSize(4)
        .allMatch(line -> line.endsWith("," + line.contains(slow.id())));
  }

  @Test
  void aFileHasTheEstimatesOnRequest() throws IOException {
    String plain = world.admin("exportCurve", quick.id()).send().body();

    String file = world.admin("exportCurve", quick.id()).query("estimated", true).send().body();

    assertThat(file).startsWith(EstimatedLines.HEADER).endsWith("\r\n");
    assertThat(Files.readString(Path.of("..", "docs", "csv.md")))
        .contains("\n" + EstimatedLines.HEADER.strip() + "\n");
    List<String[]> lines = file.lines().skip(1).map(line -> line.split(",", -1)).toList();
    int columns = EstimatedLines.HEADER.split(",").length;
    assertThat(lines).allMatch(line -> line.length == columns);
    assertThat(lines).isSortedAccordingTo((a, b) -> a[3].compareTo(b[3]));
    assertThat(file.lines().filter(line -> line.contains(",poll,")))
        .containsExactlyElementsOf(plain.lines().skip(1).map(line -> line + ",false,,,,").toList());
    String[] last = lines.getLast();
    JsonObject forecast = curve(quick).getJsonObject("forecast");
    JsonObject of80 = forecast.getJsonObject("interval_80");
    JsonObject of90 = forecast.getJsonObject("interval_90");
    assertThat(last[3]).isEqualTo("2026-11-03T10:00:00Z");
    assertThat(last[4]).isEqualTo("estimate");
    assertThat(List.of(last).subList(17, columns))
        .containsExactly(
            forecast.getValue("median").toString(),
            "",
            "false",
            "true",
            of80.getValue("from").toString(),
            of80.getValue("to").toString(),
            of90.getValue("from").toString(),
            of90.getValue("to").toString());
  }

  @Test
  void aZoneListsItsTweetsByWhatIsExpectedOfThem() {
    JsonObject answer = forecast();

    List<JsonObject> tweets = objects(answer.getJsonArray("tweets"));
    assertThat(tweets)
        .extracting(tweet -> tweet.getString("tweet_id"))
        .containsExactly(quick.id(), slow.id());
    JsonObject first = tweets.getFirst();
    JsonObject forecast = curve(quick).getJsonObject("forecast");
    assertThat(first.getLong("expected_engagement")).isEqualTo(forecast.getLong("median"));
    assertThat(first.getLong("expected_growth")).isEqualTo(forecast.getLong("median") - 240);
    assertThat(first.getJsonObject("interval_80")).isEqualTo(forecast.getJsonObject("interval_80"));
    assertThat(first.getString("horizon_at")).isEqualTo("2026-11-03T10:00:00Z");
    assertThat(first.getString("next_update_at")).isEqualTo("2026-11-02T13:00:00Z");
    assertThat(answer.getBoolean("cut")).isFalse();
    assertThat(answer.getJsonObject("basis")).isEqualTo(forecast.getJsonObject("basis"));
    assertThat(answer.getString("captured_at")).isEqualTo("2026-11-02T12:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"expected", "growth"})
  void theListComesInPages(String sort) {
    List<String> read = new ArrayList<>();
    String cursor = null;
    do {
      var call = world.admin("listZoneForecasts", "brand").query("sort", sort).query("limit", 1);
      JsonObject page = (cursor == null ? call : call.query("cursor", cursor)).send().ok();
      objects(page.getJsonArray("tweets")).forEach(tweet -> read.add(tweet.getString("tweet_id")));
      cursor = page.getString("next_cursor");
    } while (cursor != null);

    assertThat(read).containsExactly(quick.id(), slow.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1", "1/2/3", "a/1", "1/b", "/", "99999999999999999999/1"})
  void aCursorOfAnotherListIsRefused(String text) {
    String cursor =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(text.getBytes(StandardCharsets.UTF_8));

    assertThat(
            world
                .admin("listZoneForecasts", "brand")
                .query("cursor", cursor)
                .send()
                .problem(400, "invalid-request"))
        .contains("cursor");
  }

  @Test
  void anOrderThatThereIsNotIsRefused() {
    assertThat(
            world
                .admin("listZoneForecasts", "brand")
                .query("sort", "size")
                .send()
                .problem(400, "invalid-request"))
        .contains("sort");
  }

  @Test
  void aCallerOfAnotherZoneSeesNothing() {
    String foreign = world.key(List.of("read"), "other");

    for (String operation : List.of("readCurve", "exportCurve")) {
      world.api.call(operation, quick.id()).bearer(foreign).send().problem(404, "not-found");
    }
    world.api.call("listZoneForecasts", "brand").bearer(foreign).send().problem(404, "not-found");
    assertThat(world.api.call("listZoneForecasts", "other").bearer(foreign).send().list("tweets"))
        .isEmpty();
    world.api.call("listZoneForecasts", "brand").send().problem(401, "key-required");
  }
}
