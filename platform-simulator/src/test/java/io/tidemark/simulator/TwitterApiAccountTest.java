package io.tidemark.simulator;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TwitterApiAccountTest {

  private final RunningSimulator world = new RunningSimulator();

  @AfterEach
  void stop() {
    world.close();
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

  private SimulatedTweet post(String userName, Instant at) {
    return world
        .simulator
        .tweets()
        .post(TweetDraft.any().by(userName).at(at).withText("Our new harbour map"));
  }

  private JsonObject rule() {
    return world.json("/oapi/tweet_filter/get_rules").getJsonArray("rules").getJsonObject(0);
  }
}
