package io.tidemark.simulator;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.SOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.simulator.faults.OddCounter;
import io.tidemark.simulator.faults.OddReset;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.faults.XDialect;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tweets as platforms answer them that are not to be taken at their word. */
class OddTweetAnswersTest {

  private final RunningSimulator world = new RunningSimulator();

  @AfterEach
  void stop() {
    world.close();
  }

  private List<JsonObject> atTwitterApi(String ids) {
    return objects(world.json("/twitter/tweets?tweet_ids=" + ids).getJsonArray("tweets"));
  }

  private List<JsonObject> atX(String ids) {
    return objects(
        world
            .json("/2/tweets?tweet.fields=public_metrics&ids=" + ids)
            .getJsonArray("data", new JsonArray()));
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  private static Object likes(JsonObject tweetOfX) {
    return tweetOfX.getJsonObject("public_metrics").getValue("like_count");
  }

  private static JsonObject json(String text) {
    return new JsonObject(text);
  }

  @ParameterizedTest
  @CsvSource({
    "NEGATIVE, '{\"likes\":-141}'",
    "FRACTION, '{\"likes\":140.7}'",
    "WHOLE_FLOAT, '{\"likes\":140.0}'",
    "DIGITS, '{\"likes\":\"140\"}'",
    "GROUPED, '{\"likes\":\"1,140\"}'",
    "ABBREVIATED, '{\"likes\":\"0.2K\"}'",
    "HUGE, '{\"likes\":9007199254741133}'",
  })
  void likesMayBeWrittenAsNoCount(OddCounter odd, String written) {
    String id = world.post().id();
    world.simulator.change(s -> s.oddCounter(odd));

    assertThat(atTwitterApi(id).getFirst().getValue("likeCount"))
        .isEqualTo(json(written).getValue("likes"));
    assertThat(likes(atX(id).getFirst())).isEqualTo(json(written).getValue("likes"));
  }

  @Test
  void countersMayBeOddInSomeReadingsAndInEveryWay() {
    String ids = hundred();
    world.simulator.change(s -> s.oddCounter(OddCounter.MIXED).oddCounterRate(0.5));

    List<Object> likes =
        atTwitterApi(ids).stream().map(tweet -> tweet.getValue("likeCount")).toList();

    assertThat(likes.stream().filter(Integer.valueOf(140)::equals)).hasSizeBetween(35, 65);
    assertThat(likes).contains(-141, 140.7, 140.0, "140", "1,140", "0.2K", 9_007_199_254_741_133L);
  }

  @Test
  void allCountersMayBeZero() {
    String id = world.post().id();
    world.simulator.change(s -> s.zeroCounters(1));

    assertThat(atTwitterApi(id).getFirst().getInteger("viewCount")).isZero();
    assertThat(atX(id).getFirst().getJsonObject("public_metrics"))
        .allSatisfy(counter -> assertThat(counter.getValue()).isEqualTo(0));
  }

  @Test
  void mostOfABatchMayBeLeftOut() {
    String ids = hundred();
    world.simulator.change(s -> s.sparseAnswers(1));

    assertThat(atTwitterApi(ids)).hasSizeBetween(1, 25);
    assertThat(atX(ids)).hasSizeBetween(1, 25);
  }

  @Test
  void tweetsMayComeUnderIdsThatNobodyAskedFor() {
    String id = world.post().id();
    world.simulator.change(s -> s.foreignIds(1));

    for (List<JsonObject> tweets : List.of(atTwitterApi(id), atX(id))) {
      String shown = tweets.getFirst().getString("id");
      assertThat(shown).matches("[0-9]{19}").isNotEqualTo(id);
      assertThat(world.simulator.tweets().find(shown)).isEmpty();
    }
  }

  @Test
  void aTweetMayBeInAnAnswerTwice() {
    String id = world.post().id();
    world.simulator.change(s -> s.repeatedIds(1));

    assertThat(atTwitterApi(id))
        .extracting(tweet -> tweet.getString("id"), tweet -> tweet.getValue("likeCount"))
        .containsExactly(tuple(id, 140), tuple(id, 14));
    assertThat(atX(id)).extracting(OddTweetAnswersTest::likes).containsExactly(140, 14);
  }

  @ParameterizedTest
  @CsvSource({
    "MILLISECONDS, 1773144300000, 300000",
    "YEAR_AHEAD, 1804680000, 31536000",
    "NOT_A_NUMBER, NaN, NaN",
    "DATE, 'Tue, 10 Mar 2026 12:05:00 GMT', 'Tue, 10 Mar 2026 12:05:00 GMT'",
    "ZERO, 0, 0",
    "NEGATIVE, -1, -1",
    "HUGE, 9223372036854775807, 9223372036854775807",
  })
  void limitsMayEndAtNoTime(OddReset odd, String atX, String atTwitterApi) {
    String id = world.post().id();
    world.simulator.change(s -> s.oddReset(odd));
    assertThat(reset(world.get("/2/tweets?ids=" + id))).isEqualTo(atX);

    world.simulator.change(s -> s.status(429));

    assertThat(reset(world.get("/2/tweets?ids=" + id))).isEqualTo(atX);
    assertThat(world.get("/twitter/tweets?tweet_ids=" + id).getHeader("Retry-After"))
        .isEqualTo(atTwitterApi);
  }

  private static String reset(HttpResponse<Buffer> response) {
    return response.getHeader("x-rate-limit-reset");
  }

  @Test
  void oneTimelineMayBeForbidden() {
    String alice = timelineOf("alice", 1);
    String bob = timelineOf("bob", 1);
    world.simulator.change(s -> s.forbiddenUsers("alice"));

    assertThat(world.get(alice).statusCode()).isEqualTo(403);
    assertThat(world.get(bob).statusCode()).isEqualTo(200);
  }

  @Test
  void aTimelineMayHaveNoEnd() {
    String timeline = timelineOf("alice", 6) + "?max_results=5";
    world.simulator.change(s -> s.endlessTimelines(true));

    JsonObject page = world.json(timeline);
    for (int number = 1; number <= 5; number++) {
      JsonObject meta = page.getJsonObject("meta");
      assertThat(meta.getInteger("result_count")).isEqualTo(number == 1 ? 5 : number == 2 ? 1 : 0);
      JsonObject next = world.json(timeline + "&pagination_token=" + meta.getString("next_token"));
      assertThat(next.getJsonObject("meta").getString("next_token"))
          .isNotNull()
          .isNotEqualTo(meta.getString("next_token"));
      page = next;
    }
  }

  @ParameterizedTest
  @EnumSource(XDialect.class)
  void aLongTextIsWholeOnlyInItsNote(XDialect dialect) {
    String text = "long ".repeat(180);
    SimulatedTweet tweet =
        world.simulator.tweets().post(TweetDraft.any().withText(text).by("alice").at(NOON));
    world.simulator.change(s -> s.xDialect(dialect));
    String lookup = "/2/tweets?ids=" + tweet.id();

    JsonObject cut = world.json(lookup).getJsonArray("data").getJsonObject(0);
    JsonObject whole =
        world
            .json(lookup + "&" + dialect.fieldsParameter() + "=" + dialect.note())
            .getJsonArray("data")
            .getJsonObject(0);

    assertThat(cut.getString("text")).hasSize(280).endsWith("…");
    assertThat(cut.fieldNames()).doesNotContain(dialect.note());
    assertThat(whole.getJsonObject(dialect.note()).getString("text")).isEqualTo(text);
  }

  @Test
  void anEditedTweetHasTwoIdsThatBothSayWhatTheyWere() {
    String id = world.post().id();

    JsonObject edited =
        world.send(HttpMethod.POST, "/simulator/tweets/" + id + "/edit", null).bodyAsJsonObject();

    String newer = edited.getString("id");
    assertThat(newer).isNotEqualTo(id);
    assertThat(edited.getString("text")).endsWith("(edited)");
    JsonArray both = JsonArray.of(id, newer);
    for (String version : List.of(id, newer)) {
      assertThat(atX(version).getFirst().getJsonArray("edit_history_tweet_ids")).isEqualTo(both);
      assertThat(atTwitterApi(version).getFirst().getJsonArray("edit_history_tweet_ids"))
          .isEqualTo(both);
    }
    assertThat(world.send(HttpMethod.POST, "/simulator/tweets/4/edit", null).statusCode())
        .isEqualTo(404);
  }

  @Test
  void oddSwitchesAreFlippedOverHttp() {
    HttpResponse<Buffer> changed =
        world.send(
            HttpMethod.PATCH,
            "/simulator/switches",
            """
            {"oddCounter":"mixed","oddReset":"not_a_number","oddCreation":"far_future",
             "forbiddenUsers":["alice"],"retweets":0.5}\
            """);

    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.bodyAsJsonObject().getString("oddCounter")).isEqualTo("mixed");
    assertThat(world.simulator.faults().webhooks().retweets()).isEqualTo(0.5);
    assertThat(world.send(HttpMethod.PATCH, "/simulator/switches", "{\"edits\":2}").bodyAsString())
        .contains("edits must be between 0 and 1");
    world.simulator.use(PlatformFaults.none());
  }

  private String hundred() {
    return String.join(",", IntStream.range(0, 100).mapToObj(i -> world.post().id()).toList());
  }

  private String timelineOf(String userName, int tweets) {
    for (int i = 0; i < tweets; i++) {
      world
          .simulator
          .tweets()
          .post(
              TweetDraft.growing(ScriptedGrowth.always(SOME))
                  .by(userName)
                  .at(NOON.minus(Duration.ofMinutes(i))));
    }
    return "/2/users/" + world.simulator.tweets().authors().named(userName).id() + "/tweets";
  }
}
