package io.tidemark.gateway.plan;

import static io.tidemark.tracker.TrackerWorld.dead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.Call;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class PlanRouteTest {

  private final GatewayWorld world =
      GatewayWorld.begin(
          Map.of("TIDEMARK_TRACKER_COALESCING", "60s", "TIDEMARK_X_POSTS_PER_MONTH", "15000"));

  @AfterAll
  void end() {
    world.close();
  }

  private Call plan(Object... parameters) {
    Call call = world.admin("readPlan");
    for (int i = 0; i < parameters.length; i += 2) {
      call.query(parameters[i].toString(), parameters[i + 1]);
    }
    return call;
  }

  private JsonObject answered(Object... parameters) {
    return plan(parameters).send().ok();
  }

  private static JsonObject source(JsonObject way, int index) {
    return way.getJsonArray("sources").getJsonObject(index);
  }

  @Test
  void aBudgetBuysPollsAndSaysWhatIsMissed() {
    JsonObject answer = answered("tweets_per_hour", 100, "usd_per_month", 40);

    JsonObject plan = answer.getJsonObject("plan");
    JsonObject more = answer.getJsonObject("one_percent_more");
    assertThat(answer.getBoolean("reached")).isTrue();
    assertThat(answer.getString("source")).isEqualTo("twitterapi.io");
    assertThat(plan.getDouble("usd_per_month")).isCloseTo(40, within(0.01));
    assertThat(plan.getDouble("polls_per_tweet")).isBetween(2.0, 4.0);
    assertThat(plan.getDouble("error_percent")).isBetween(0.5, 5.0);
    assertThat(more.getDouble("usd_per_month")).isCloseTo(40.4, within(0.01));
    assertThat(more.getDouble("error_percent")).isLessThan(plan.getDouble("error_percent"));
    assertThat(answer.getJsonObject("settings").getJsonObject("goal").getDouble("usd_per_day"))
        .isCloseTo(40 * 12 / 365.25, within(1e-3));
  }

  @Test
  void callsAndDollarsAreThoseOfEachPlatform() {
    JsonObject answer = answered("tweets_per_hour", 100, "polls_per_tweet", 3);

    double sampled = answer.getDouble("sampled_per_day");
    double polls = (2_400 - sampled) * 3 + sampled * 16;
    JsonObject twitterapi = source(answer.getJsonObject("plan"), 0);
    JsonObject x = source(answer.getJsonObject("plan"), 1);
    assertThat(sampled).isEqualTo(24);
    assertThat(twitterapi.getDouble("usd_per_day")).isCloseTo(polls * 0.00015, within(0.001));
    assertThat(twitterapi.getBoolean("fits")).isTrue();
    // A call waits a minute for its second tweet.
    assertThat(twitterapi.getDouble("calls_per_day"))
        .isCloseTo(1_440 / (1 + 1_440 / polls), within(0.1));
    // Some polls of a tweet are on a day of their own, and not all.
    assertThat(x.getDouble("usd_per_day")).isBetween(2_400 * 0.005, polls * 0.005);
    assertThat(x.getBoolean("fits")).isFalse();
    assertThat(x.getJsonArray("exceeded").toString())
        .contains("\"unit\":\"items\"")
        .contains("\"window\":\"month\"");
  }

  @Test
  void cadencesByTheClockAreBesideIt() {
    JsonObject answer = answered("tweets_per_hour", 100, "error_percent", 2);

    assertThat(answer.getJsonObject("plan").getDouble("error_percent")).isCloseTo(2, within(0.001));
    assertThat(answer.getJsonArray("cadences"))
        .extracting(cadence -> ((JsonObject) cadence).getString("cadence"))
        .containsExactly("HOURLY_LOT", "AGE_TIER");
    JsonObject hourly = answer.getJsonArray("cadences").getJsonObject(0);
    assertThat(hourly.getValue("price")).isNull();
    assertThat(hourly.getDouble("polls_per_tweet"))
        .isGreaterThan(answer.getJsonObject("plan").getDouble("polls_per_tweet"));
    assertThat(hourly.getDouble("error_percent")).isGreaterThan(2);
    assertThat(answer.getJsonArray("frontier")).hasSizeBetween(10, 25);
  }

  @Test
  void whatCannotBePlannedIsAnsweredByTheNearestPlan() {
    JsonObject much = answered("tweets_per_hour", 100, "polls_per_tweet", 900);
    JsonObject little = answered("tweets_per_hour", 100, "usd_per_month", 0.01);

    assertThat(much.getBoolean("reached")).isFalse();
    assertThat(much.getJsonObject("plan").getDouble("polls_per_tweet")).isBetween(5.0, 12.0);
    assertThat(little.getBoolean("reached")).isFalse();
    assertThat(little.getJsonObject("plan").getDouble("polls_per_tweet")).isZero();
    assertThat(little.getJsonObject("plan").getDouble("usd_per_month")).isPositive();
  }

  @Test
  void aZoneHasItsOwnTweetsModelAndSettings() {
    world.zone("brand");
    JsonObject changed = new JsonObject().put("horizon", "12h").put("weight", "volume");
    world.admin("changeZone", "brand").send(changed.put("sample_percent", 0)).ok();
    assertThat(plan("zone", "brand", "polls_per_tweet", 2).send().problem(400, "invalid-request"))
        .isEqualTo("No tweet arrived in zone brand in the last 7 days; give tweets_per_hour.");
    world.deliver("brand", world.tracker.post(6, dead()));
    world.clock.advance(Duration.ofHours(2));

    JsonObject answer = answered("zone", "brand", "polls_per_tweet", 2);

    assertThat(answer.getDouble("tweets_per_hour")).isEqualTo(3);
    assertThat(answer.getString("horizon")).isEqualTo("12h");
    assertThat(answer.getString("weight")).isEqualTo("volume");
    assertThat(answer.getDouble("sampled_per_day")).isZero();
    // Six tweets arrive together, and their polls share a call.
    assertThat(source(answer.getJsonObject("plan"), 0).getDouble("calls_per_day"))
        .isLessThan(3 * 24 * 2 / 5.0);
    world.admin("changeZone", "brand").send(answer.getJsonObject("settings")).ok();
    assertThat(world.admin("readZone", "brand").send().ok().getString("cadence"))
        .isEqualTo("ADAPTIVE");
  }

  @Test
  void othersDoNotSeeAZone() {
    world.zone("rivals");
    world.zone("elsewhere");
    String key = world.key(List.of("read"), "elsewhere");

    Answer hidden =
        world
            .api
            .call("readPlan")
            .bearer(key)
            .query("zone", "rivals")
            .query("polls_per_tweet", 2)
            .send();

    assertThat(hidden.problem(404, "not-found")).isEqualTo("There is no zone rivals.");
    assertThat(plan("zone", "nowhere", "polls_per_tweet", 2).send().status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "polls_per_tweet;2;Without a zone tweets_per_hour must be given.",
        "tweets_per_hour;2;Give exactly one of usd_per_month, polls_per_tweet and error_percent",
        "polls_per_tweet;0;polls_per_tweet",
        "usd_per_month;much;usd_per_month",
        "error_percent;101;error_percent",
        "weight;heavy;weight",
        "horizon;soon;horizon",
      })
  void nonsenseIsNamed(String parameter, String value, String sentence) {
    assertThat(plan(parameter, value).send().problem(400, "invalid-request")).contains(sentence);
  }

  @Test
  void twoGoalsAtOnceAreRefused() {
    Call both = plan("tweets_per_hour", 5, "polls_per_tweet", 2, "usd_per_month", 3);
    Call far = plan("tweets_per_hour", 5, "polls_per_tweet", 2, "horizon", "9d");

    assertThat(both.send().problem(400, "invalid-request")).contains("there are several");
    assertThat(far.send().problem(400, "invalid-request")).contains("from 6h to 7d, not 9d");
  }
}
