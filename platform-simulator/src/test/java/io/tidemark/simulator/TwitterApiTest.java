package io.tidemark.simulator;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.SOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
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
                TweetDraft.growing(ScriptedGrowth.always(SOME))
                    .by("alice")
                    .withText("Hello Küste")
                    .at(Instant.parse("2025-09-10T17:28:07Z")));

    JsonObject body = world.json("/twitter/tweets?tweet_ids=" + tweet.id());

    assertThat(body.copy().put("tweets", 0).getMap())
        .isEqualTo(
            new JsonObject(
                    """
                    {"tweets":0,"status":"success","msg":"success","code":0}\
                    """)
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

  private static List<String> ids(JsonArray tweets) {
    return tweets.stream().map(tweet -> ((JsonObject) tweet).getString("id")).toList();
  }
}
