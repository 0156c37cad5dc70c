package io.tidemark.simulator;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.SOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.faults.XDialect;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class XApiTest {

  private static final String ALL_FIELDS = "created_at,public_metrics,author_id";

  private final RunningSimulator world = new RunningSimulator();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void aTweetInTheOldSpelling() {
    SimulatedTweet tweet = hello();

    assertThat(lookup("tweet.fields", tweet.id()))
        .isEqualTo(
            new JsonObject(
                """
                {"data":[{"id":"ID","text":"Hello","edit_history_tweet_ids":["ID"],
                  "author_id":"AUTHOR","created_at":"2020-02-14T19:00:55.000Z",
                  "public_metrics":{"retweet_count":12,"reply_count":3,"like_count":140,
                    "quote_count":1,"bookmark_count":7,"impression_count":9120}}]}\
                """
                    .replace("ID", tweet.id())
                    .replace("AUTHOR", tweet.author().id())));
  }

  @Test
  void aTweetInTheNewSpelling() {
    world.simulator.change(s -> s.xDialect(XDialect.NEW));
    SimulatedTweet tweet = hello();

    assertThat(lookup("post.fields", tweet.id()))
        .isEqualTo(
            new JsonObject(
                """
                {"data":[{"id":"ID","text":"Hello","edit_history_post_ids":["ID"],
                  "author_id":"AUTHOR","created_at":"2020-02-14T19:00:55.000Z",
                  "public_metrics":{"repost_count":12,"reply_count":3,"like_count":140,
                    "quote_count":1,"bookmark_count":7,"impression_count":9120}}],
                 "meta":{"result_count":1}}\
                """
                    .replace("ID", tweet.id())
                    .replace("AUTHOR", tweet.author().id())));
  }

  @Test
  void theOtherSpellingIsRefusedByItsName() {
    String id = world.post().id();

    JsonObject refusal = refused("/2/tweets?ids=" + id + "&post.fields=created_at");
    assertThat(error(refusal).getJsonObject("parameters").fieldNames())
        .containsExactly("post.fields");
    assertThat(error(refusal).getString("message")).contains("[post.fields]", "tweet.fields");

    world.simulator.change(s -> s.xDialect(XDialect.NEW));
    refusal = refused("/2/tweets?ids=" + id + "&tweet.fields=created_at");
    assertThat(error(refusal).getString("message")).contains("[tweet.fields]", "post.fields");
    refusal = refused("/2/tweets?ids=" + id + "&post.fields=note_tweet");
    assertThat(error(refusal).getString("message")).contains("[note_tweet]");
  }

  @Test
  void whatIsNotAskedForIsNotAnswered() {
    SimulatedTweet tweet = hello();

    JsonObject shown =
        world.json("/2/tweets?ids=" + tweet.id()).getJsonArray("data").getJsonObject(0);

    assertThat(shown.fieldNames()).containsExactly("id", "text", "edit_history_tweet_ids");
  }

  @Test
  void deletedAndProtectedTweetsAreAmongTheErrors() {
    SimulatedTweet there = world.post();
    SimulatedTweet deleted = world.post();
    SimulatedTweet hidden = world.post();
    world.simulator.tweets().delete(deleted.id());
    world.simulator.tweets().makePrivate(hidden.id());

    JsonObject body =
        world.json("/2/tweets?ids=" + String.join(",", deleted.id(), there.id(), hidden.id()));

    assertThat(body.getJsonArray("data")).hasSize(1);
    assertThat(body.getJsonArray("errors"))
        .containsExactly(
            new JsonObject(
                """
                {"value":"ID","detail":"Could not find tweet with ids: [ID].",
                 "title":"Not Found Error","resource_type":"tweet","parameter":"ids",
                 "resource_id":"ID",
                 "type":"https://api.twitter.com/2/problems/resource-not-found"}\
                """
                    .replace("ID", deleted.id())),
            new JsonObject(
                """
                {"value":"ID",
                 "detail":"Sorry, you are not authorized to see the Tweet with ids: [ID].",
                 "title":"Authorization Error","resource_type":"tweet","parameter":"ids",
                 "resource_id":"ID","section":"data",
                 "type":"https://api.twitter.com/2/problems/not-authorized-for-resource"}\
                """
                    .replace("ID", hidden.id())));
  }

  @Test
  void dataIsAbsentWhenNothingWasFound() {
    assertThat(world.json("/2/tweets?ids=4").fieldNames()).containsExactly("errors");
  }

  @Test
  void oneMalformedIdKillsTheBatch() {
    JsonObject refusal = refused("/2/tweets?ids=NA,NA,NA");

    assertThat(refusal)
        .isEqualTo(
            new JsonObject(
                """
                {"errors":[{"parameters":{"ids":["NA,NA,NA"]},
                   "message":"The `ids` query parameter value [NA] does not match ^[0-9]{1,19}$"}],
                 "title":"Invalid Request",
                 "detail":"One or more parameters to your request was invalid.",
                 "type":"https://api.twitter.com/2/problems/invalid-request"}\
                """));
    assertThat(refused("/2/tweets?ids=" + world.post().id() + ",12a")).isNotNull();
  }

  @Test
  void moreThanAHundredIdsAreRefused() {
    String ids = IntStream.range(0, 101).mapToObj(i -> "1" + i).collect(Collectors.joining(","));

    assertThat(error(refused("/2/tweets?ids=" + ids)).getString("message"))
        .contains("[101] is not between 1 and 100");
    assertThat(refused("/2/tweets")).isNotNull();
  }

  @Test
  void everyAnswerCarriesWhereTheLimitStands() {
    var first = world.get("/2/tweets?ids=4");
    world.clock.advance(Duration.ofMinutes(10));
    var second = world.get("/2/tweets?ids=NA");

    assertThat(first.getHeader("x-rate-limit-limit")).isEqualTo("3500");
    assertThat(first.getHeader("x-rate-limit-remaining")).isEqualTo("3499");
    assertThat(second.getHeader("x-rate-limit-remaining")).isEqualTo("3498");
    assertThat(second.getHeader("x-rate-limit-reset"))
        .isEqualTo(Long.toString(NOON.plusSeconds(900).getEpochSecond()));
    assertThat(first.getHeader("api-version")).isNotBlank();
    assertThat(first.getHeader("x-transaction-id")).matches("[0-9a-f]{16}");
  }

  @Test
  void aCallWithoutTheTokenIsRefused() {
    var answer = world.getWithoutKey("/2/tweets?ids=4");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.bodyAsJsonObject())
        .isEqualTo(
            new JsonObject(
                """
                {"title":"Unauthorized","type":"about:blank","status":401,
                 "detail":"Unauthorized"}\
                """));
  }

  @Test
  void aPathItDoesNotKnowIsHtml() {
    var answer = world.get("/2/nothing");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.getHeader("content-type")).startsWith("text/html");
    assertThat(answer.bodyAsString()).startsWith("<!DOCTYPE html>");
  }

  private SimulatedTweet hello() {
    return world
        .simulator
        .tweets()
        .post(
            TweetDraft.growing(ScriptedGrowth.always(SOME))
                .by("alice")
                .withText("Hello")
                .at(Instant.parse("2020-02-14T19:00:55Z")));
  }

  private JsonObject lookup(String fieldsParameter, String id) {
    return world.json("/2/tweets?ids=" + id + "&" + fieldsParameter + "=" + ALL_FIELDS);
  }

  private JsonObject refused(String path) {
    var answer = world.get(path);
    assertThat(answer.statusCode()).isEqualTo(400);
    return answer.bodyAsJsonObject();
  }

  private static JsonObject error(JsonObject body) {
    return body.getJsonArray("errors").getJsonObject(0);
  }
}
