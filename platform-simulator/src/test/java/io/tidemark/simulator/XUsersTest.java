package io.tidemark.simulator;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.SOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.faults.XDialect;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class XUsersTest {

  private static final String ALL_FIELDS = "created_at,public_metrics,author_id";

  private final RunningSimulator world = new RunningSimulator();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void aUserIsFoundByName() {
    SimulatedTweet tweet = hello();

    assertThat(world.json("/2/users/by/username/ALICE").getJsonObject("data"))
        .isEqualTo(
            new JsonObject()
                .put("id", tweet.author().id())
                .put("name", "alice")
                .put("username", "alice"));
    JsonObject unknown = world.json("/2/users/by/username/nobody");
    assertThat(error(unknown).getString("detail"))
        .isEqualTo("Could not find user with username: [nobody].");
    assertThat(refused("/2/users/by/username/not-a-name")).isNotNull();
  }

  @Test
  void severalUsersAreFoundByTheirNames() {
    hello();

    JsonObject body = world.json("/2/users/by?usernames=alice,nobody&user.fields=public_metrics");

    JsonObject metrics = body.getJsonArray("data").getJsonObject(0).getJsonObject("public_metrics");
    assertThat(metrics.fieldNames()).contains("followers_count", "tweet_count");
    assertThat(error(body).getString("value")).isEqualTo("nobody");
  }

  @Test
  void theTimelineIsReadPageByPage() {
    List<String> posted = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      posted.add(post(NOON.minusSeconds(60 + i)).id());
    }
    String path = timelineOf("alice") + "?max_results=5&tweet.fields=" + ALL_FIELDS;

    JsonObject first = world.json(path);
    JsonObject second = world.json(path + "&pagination_token=" + token(first));
    JsonObject last = world.json(path + "&pagination_token=" + token(second));

    assertThat(ids(first)).isEqualTo(posted.subList(0, 5));
    assertThat(ids(second)).isEqualTo(posted.subList(5, 10));
    assertThat(ids(last)).isEqualTo(posted.subList(10, 12));
    assertThat(last.getJsonObject("meta"))
        .isEqualTo(
            new JsonObject()
                .put("result_count", 2)
                .put("newest_id", posted.get(10))
                .put("oldest_id", posted.get(11)));
    assertThat(first.getJsonArray("data").getJsonObject(0).containsKey("public_metrics")).isTrue();
  }

  @Test
  void theTimelineKnowsATimeSpan() {
    SimulatedTweet old = post(NOON.minus(Duration.ofDays(6)));
    SimulatedTweet fresh = post(NOON.minus(Duration.ofDays(1)));
    String path = timelineOf("alice");

    assertThat(ids(world.json(path + "?start_time=2026-03-05T12:00:00Z&exclude=replies,retweets")))
        .containsExactly(fresh.id());
    assertThat(ids(world.json(path + "?end_time=2026-03-05T12:00:00Z"))).containsExactly(old.id());
    assertThat(world.json(path + "?start_time=2026-03-10T00:00:00Z"))
        .isEqualTo(new JsonObject("{\"meta\":{\"result_count\":0}}"));
  }

  @Test
  void badTimelineParametersAreNamedAllAtOnce() {
    post(NOON);

    JsonObject refusal =
        refused(
            timelineOf("alice") + "?max_results=3&start_time=yesterday&pagination_token=x&count=1");

    assertThat(refusal.getJsonArray("errors"))
        .extracting(
            e -> ((JsonObject) e).getJsonObject("parameters").fieldNames().iterator().next())
        .containsExactlyInAnyOrder("max_results", "start_time", "pagination_token", "count");
  }

  @Test
  void aPostIsBilledOncePerUtcDay() {
    String ids = world.post().id() + "," + world.post().id() + ",4";

    world.get("/2/tweets?ids=" + ids);
    world.get("/2/tweets?ids=" + ids);
    assertThat(world.simulator.meter().postsBilled()).isEqualTo(2);

    world.clock.advance(Duration.ofHours(12));
    world.get("/2/tweets?ids=" + ids);
    assertThat(world.simulator.meter().postsBilled()).isEqualTo(4);
    JsonObject usage = world.json("/2/usage/tweets?days=1").getJsonObject("data");
    assertThat(usage.getLong("project_usage")).isEqualTo(4);
    assertThat(usage.getJsonObject("daily_project_usage").getJsonArray("usage"))
        .containsExactly(new JsonObject().put("date", "2026-03-11T00:00:00.000Z").put("usage", 2L));
    world.simulator.change(s -> s.xDialect(XDialect.NEW));
    assertThat(world.json("/2/usage/tweets").getJsonObject("data").getValue("project_usage"))
        .isEqualTo("4");
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

  private SimulatedTweet post(Instant at) {
    return world.simulator.tweets().post(TweetDraft.any().by("alice").at(at));
  }

  private String timelineOf(String userName) {
    return "/2/users/" + world.simulator.tweets().authors().named(userName).id() + "/tweets";
  }

  private JsonObject refused(String path) {
    var answer = world.get(path);
    assertThat(answer.statusCode()).isEqualTo(400);
    return answer.bodyAsJsonObject();
  }

  private static JsonObject error(JsonObject body) {
    return body.getJsonArray("errors").getJsonObject(0);
  }

  private static String token(JsonObject page) {
    return page.getJsonObject("meta").getString("next_token");
  }

  private static List<String> ids(JsonObject page) {
    JsonArray data = page.getJsonArray("data");
    return data.stream().map(tweet -> ((JsonObject) tweet).getString("id")).toList();
  }

  @Test
  void aSuspendedUserIsStatedAtTheLookUpAndHasNoTimeline() {
    hello();
    world.simulator.change(s -> s.suspendedUsers("alice"));

    JsonObject byName = world.json("/2/users/by/username/alice");
    JsonObject byNames = world.json("/2/users/by?usernames=alice");

    assertThat(error(byName).getString("title")).isEqualTo("Forbidden");
    assertThat(error(byNames).getString("detail")).isEqualTo("User has been suspended: [alice].");
    assertThat(error(byNames).getString("type")).endsWith("/resource-not-found");
    assertThat(error(world.json(timelineOf("alice"))).getString("type"))
        .endsWith("/resource-not-found");
  }

  @Test
  void aProtectedUsersTimelineIsNotForUs() {
    hello();
    world.simulator.change(s -> s.protectedUsers("alice"));

    JsonObject body = world.json(timelineOf("alice"));

    assertThat(body.containsKey("data")).isFalse();
    assertThat(error(body).getString("type")).endsWith("/not-authorized-for-resource");
  }

  @Test
  void oneUsersTimelineFailsAndTheOthersDoNot() {
    hello();
    world.simulator.tweets().post(TweetDraft.any().by("bob"));
    world.simulator.change(s -> s.failingUsers("alice"));

    assertThat(world.get(timelineOf("alice")).statusCode()).isEqualTo(500);
    assertThat(world.get(timelineOf("bob")).statusCode()).isEqualTo(200);
  }
}
