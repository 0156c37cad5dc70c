package io.tidemark.simulator;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.SOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.growth.Scripted;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TwitterApiTest {

  private final RunningSimulator world = new RunningSimulator();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void aTweetHasTheCapturedShape() {
    SimulatedTweet tweet =
        world
            .simulator
            .tweets()
            .post(
                TweetDraft.growing(Scripted.always(SOME))
                    .by("alice")
                    .withText("Hello Küste")
                    .at(Instant.parse("2025-09-10T17:28:07Z")));

    JsonObject body = world.json("/twitter/tweets?tweet_ids=" + tweet.id());

    assertThat(body.copy().put("tweets", 0).getMap())
        .isEqualTo(
            new JsonObject(
                    """
                    {"tweets":0,"status":"success","msg":"success","code":0}""")
                .getMap());
    JsonObject shown = body.getJsonArray("tweets").getJsonObject(0);
    assertThat(shown.fieldNames())
        .containsExactly(
            "type,id,url,twitterUrl,text,source,retweetCount,replyCount,likeCount,quoteCount,"
                .concat("viewCount,bookmarkCount,createdAt,lang,isReply,inReplyToId,")
                .concat("conversationId,displayTextRange,inReplyToUserId,inReplyToUsername,")
                .concat("author,extendedEntities,card,place,entities,quoted_tweet,")
                .concat("retweeted_tweet,isLimitedReply,article")
                .split(","));
    assertThat(shown.getString("id")).isEqualTo(tweet.id());
    assertThat(shown.getString("url")).isEqualTo("https://x.com/alice/status/" + tweet.id());
    assertThat(shown.getString("text")).isEqualTo("Hello Küste");
    assertThat(shown.getString("createdAt")).isEqualTo("Wed Sep 10 17:28:07 +0000 2025");
    assertThat(shown.getLong("retweetCount")).isEqualTo(12);
    assertThat(shown.getLong("replyCount")).isEqualTo(3);
    assertThat(shown.getLong("likeCount")).isEqualTo(140);
    assertThat(shown.getLong("quoteCount")).isEqualTo(1);
    assertThat(shown.getLong("viewCount")).isEqualTo(9_120);
    assertThat(shown.getLong("bookmarkCount")).isEqualTo(7);
    JsonObject author = shown.getJsonObject("author");
    assertThat(author.getString("userName")).isEqualTo("alice");
    assertThat(author.getString("id")).matches("[0-9]{19}");
    assertThat(author.getString("description")).isEmpty();
    assertThat(author.fieldNames()).contains("followers", "profile_bio", "isBlueVerified");
  }

  @Test
  void whatIsGoneIsLeftOutWithoutAWord() {
    SimulatedTweet there = world.post();
    SimulatedTweet deleted = world.post();
    SimulatedTweet hidden = world.post();
    world.simulator.tweets().delete(deleted.id());
    world.simulator.tweets().makePrivate(hidden.id());

    assertThat(shownFor(there.id(), deleted.id(), hidden.id(), "4")).containsExactly(there.id());
    assertThat(world.json("/twitter/tweets?tweet_ids=" + deleted.id()).encode())
        .startsWith("{\"tweets\":[],\"status\":\"success\"");
  }

  @Test
  void aHundredIdsWithEscapedCommasAreAnsweredInAnotherOrder() {
    List<String> ids = IntStream.range(0, 100).mapToObj(i -> world.post().id()).toList();

    JsonArray tweets =
        world.json("/twitter/tweets?tweet_ids=" + String.join("%2C", ids)).getJsonArray("tweets");

    List<String> shown = ids(tweets);
    assertThat(shown).containsExactlyInAnyOrderElementsOf(ids).isNotEqualTo(ids);
    assertThat(world.simulator.meter().credits()).isEqualTo(1_500);
  }

  @Test
  void moreThanAHundredIdsOrAMalformedOneAreABadParameter() {
    String many = IntStream.range(0, 101).mapToObj(i -> "1" + i).collect(Collectors.joining(","));
    for (String ids : List.of(many, "", "12,NA")) {
      var answer = world.get("/twitter/tweets?tweet_ids=" + ids);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.bodyAsJsonObject().getString("detail")).contains("tweet_ids");
    }
  }

  @Test
  void aCallWithoutTheKeyIsRefused() {
    var answer = world.getWithoutKey("/twitter/tweets?tweet_ids=" + world.post().id());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.bodyAsJsonObject().getString("error")).isEqualTo("Unauthorized");
    assertThat(world.simulator.meter().credits()).isZero();
  }

  @Test
  void searchAnswersTwentyAPageAndClaimsASuccessorOfTheLast() {
    for (int i = 0; i < 45; i++) {
      post("alice", NOON.minusSeconds(60 + i));
    }
    Set<String> seen = new HashSet<>();
    String cursor = "";
    for (int expected : new int[] {20, 20, 5}) {
      JsonObject page = search("from:alice", cursor);
      assertThat(page.fieldNames()).containsExactly("tweets", "has_next_page", "next_cursor");
      assertThat(page.getJsonArray("tweets")).hasSize(expected);
      assertThat(page.getBoolean("has_next_page")).isTrue();
      seen.addAll(ids(page.getJsonArray("tweets")));
      cursor = page.getString("next_cursor");
    }
    assertThat(seen).hasSize(45);
    JsonObject end = search("from:alice", cursor);
    assertThat(end.getJsonArray("tweets")).isEmpty();
    assertThat(end.getBoolean("has_next_page")).isFalse();
  }

  @Test
  void searchKnowsTimesAuthorsAndWords() {
    SimulatedTweet old = post("alice", NOON.minus(Duration.ofDays(3)));
    SimulatedTweet fresh = post("alice", NOON.minus(Duration.ofHours(1)));
    SimulatedTweet other = post("bob", NOON.minus(Duration.ofHours(2)));
    long dayAgo = NOON.minus(Duration.ofDays(1)).getEpochSecond();

    assertThat(found("from:ALICE")).containsExactly(fresh.id(), old.id());
    assertThat(found("since_time:" + dayAgo)).containsExactly(fresh.id(), other.id());
    assertThat(found("until_time:" + dayAgo)).containsExactly(old.id());
    assertThat(found("within_time:90m")).containsExactly(fresh.id());
    assertThat(found("from:bob harbour")).containsExactly(other.id());
    assertThat(found("from:bob mountain")).isEmpty();
  }

  @Test
  void theTimelineHasItsTweetsInsideDataAndItsPagingAtTheRoot() {
    SimulatedTweet first = post("alice", NOON.minusSeconds(20));
    SimulatedTweet second = post("alice", NOON.minusSeconds(10));
    post("bob", NOON.minusSeconds(5));

    JsonObject body = world.json("/twitter/user/last_tweets?userName=alice");

    assertThat(body.fieldNames())
        .containsExactly("code", "status", "msg", "data", "has_next_page", "next_cursor");
    assertThat(ids(body.getJsonObject("data").getJsonArray("tweets")))
        .containsExactly(second.id(), first.id());
    assertThat(body.getJsonObject("data").containsKey("pin_tweet")).isTrue();
    assertThat(world.json("/twitter/user/last_tweets?userId=" + first.author().id()))
        .isEqualTo(body);
  }

  @Test
  void anUnknownUserIsAnErrorInsideHttp200() {
    var answer = world.get("/twitter/user/info?userName=nobody");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.bodyAsString())
        .isEqualTo("{\"status\":\"error\",\"msg\":\"user not found\",\"data\":null}");
  }

  @Test
  void profilesCarryIsoTimes() {
    SimulatedTweet tweet = post("alice", NOON);

    JsonObject alone = world.json("/twitter/user/info?userName=alice").getJsonObject("data");
    assertThat(alone.getString("createdAt")).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}\\.\\d{6}Z");
    JsonObject batch =
        world.json("/twitter/user/batch_info_by_ids?userIds=1," + tweet.author().id());
    assertThat(batch.getJsonArray("users")).containsExactly(alone);
  }

  @Test
  void theBalanceFallsByFifteenCreditsPerTweetAndCallAtLeast() {
    String id = world.post().id();
    long before = world.json("/oapi/my/info").getLong("recharge_credits");
    world.get("/twitter/tweets?tweet_ids=4");
    world.get("/twitter/tweets?tweet_ids=4," + id);
    world.get("/twitter/tweets?tweet_ids=" + id + "," + world.post().id());

    assertThat(world.json("/oapi/my/info").getLong("recharge_credits"))
        .isEqualTo(before - 15 - 15 - 30);
    var totals = world.simulator.meter().totals(Platform.TWITTER_API, "/twitter/tweets");
    assertThat(totals.calls()).isEqualTo(3);
    assertThat(totals.idsAsked()).isEqualTo(5);
    assertThat(totals.tweetsReturned()).isEqualTo(3);
  }

  @Test
  void aFilterRuleIsCreatedInactiveThenActivatedThenDeletedByABody() {
    String added =
        world
            .send(
                HttpMethod.POST,
                "/oapi/tweet_filter/add_rule",
                """
                {"tag":"brand","value":"from:alice","interval_seconds":60}""")
            .bodyAsJsonObject()
            .getString("rule_id");
    assertThat(rule().getInteger("is_effect")).isZero();
    assertThat(rule().getString("rule_id")).isEqualTo(added).matches("[0-9a-f]{32}");

    world.send(
        HttpMethod.POST,
        "/oapi/tweet_filter/update_rule",
        """
        {"rule_id":"%s","tag":"b","value":"from:bob","interval_seconds":0.5,"is_effect":1}"""
            .formatted(added));
    assertThat(rule().getInteger("is_effect")).isEqualTo(1);
    assertThat(rule().getString("value")).isEqualTo("from:bob");

    world.send(
        HttpMethod.DELETE,
        "/oapi/tweet_filter/delete_rule",
        "{\"rule_id\":\"%s\"}".formatted(added));
    assertThat(world.json("/oapi/tweet_filter/get_rules").getJsonArray("rules")).isEmpty();
  }

  @Test
  void aRuleOutsideTheLimitsIsABadParameter() {
    for (String body :
        List.of(
            "{\"value\":\"x\",\"interval_seconds\":1}",
            "{\"tag\":\"x\",\"value\":\"%s\",\"interval_seconds\":1}".formatted("v".repeat(256)),
            "{\"tag\":\"x\",\"value\":\"x\",\"interval_seconds\":0.01}",
            "[]")) {
      assertThat(world.send(HttpMethod.POST, "/oapi/tweet_filter/add_rule", body).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void pathsInNoCatalogueDoNotExist() {
    for (String path : List.of("/twitter/tweet?id=1", "/twitter/user?username=alice")) {
      assertThat(world.get(path).statusCode()).isEqualTo(404);
      assertThat(world.get(path).bodyAsString()).isEqualTo("{\"detail\":\"Not Found\"}");
    }
  }

  private SimulatedTweet post(String userName, Instant at) {
    return world
        .simulator
        .tweets()
        .post(TweetDraft.any().by(userName).at(at).withText("Our new harbour map"));
  }

  private JsonObject search(String query, String cursor) {
    return world.json(
        "/twitter/tweet/advanced_search?queryType=Latest&query="
            + query.replace(" ", "%20")
            + "&cursor="
            + cursor);
  }

  private List<String> found(String query) {
    return ids(search(query, "").getJsonArray("tweets"));
  }

  private List<String> shownFor(String... ids) {
    return ids(
        world.json("/twitter/tweets?tweet_ids=" + String.join(",", ids)).getJsonArray("tweets"));
  }

  private JsonObject rule() {
    return world.json("/oapi/tweet_filter/get_rules").getJsonArray("rules").getJsonObject(0);
  }

  private static List<String> ids(JsonArray tweets) {
    return tweets.stream().map(tweet -> ((JsonObject) tweet).getString("id")).toList();
  }
}
