package io.tidemark.simulator;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.faults.XDialect;
import io.tidemark.simulator.tweets.Visibility;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlTest {

  private final RunningSimulator world = new RunningSimulator();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void theIndexNamesWhatIsServed() {
    assertThat(world.getWithoutKey("/").bodyAsJsonObject().fieldNames())
        .contains(
            "name",
            "twitterapi.io",
            "x",
            "instagram, facebook",
            "tiktok",
            "linkedin",
            "openai",
            "control");
  }

  @Test
  void switchesAreReadChangedAndReset() {
    assertThat(world.json("/simulator/switches").getString("xDialect")).isEqualTo("old");

    JsonObject changed =
        patch("{\"status\":503,\"xDialect\":\"new\",\"omitIds\":[\"7\"],\"failRate\":0}");
    assertThat(changed.getInteger("status")).isEqualTo(503);
    assertThat(world.simulator.faults())
        .isEqualTo(PlatformFaults.with(s -> s.status(503).xDialect(XDialect.NEW).omitIds("7")));
    assertThat(patch("{\"status\":null}").getValue("status")).isNull();
    assertThat(world.simulator.faults().x().xDialect()).isEqualTo(XDialect.NEW);

    world.send(HttpMethod.DELETE, "/simulator/switches", null);
    assertThat(world.simulator.faults()).isEqualTo(PlatformFaults.none());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"failrate":1}          | failrate      | failrate is not a known field
          {"failRate":"0.5"}      | failRate      | failRate must be a number
          {"failRate":1.5}        | failRate      | failRate must be between 0 and 1, not 1.5
          {"failRate":null}       | failRate      | failRate must not be null
          {"latencyMillis":1.5}   | latencyMillis | latencyMillis must be a whole number
          {"latencyMillis":-1}    | latencyMillis | latencyMillis must be at least 0, not -1
          {"hang":1}              | hang          | hang must be true or false
          {"status":200}          | status        | status must be 400 to 404, 429 or 5xx, not 200
          {"xDialect":"newest"}   | xDialect      | xDialect must be one of [old, new]
          {"omitIds":"7"}         | omitIds       | omitIds must be a list
          {"omitIds":[7]}         | omitIds.[0]   | omitIds.[0] must be a text
          {"omitIds":[null]}      | omitIds       | omitIds must not contain null
          {                       | ''            | the body is not JSON
          []                      | ''            | the body must be a JSON object
          """)
  void aBadSwitchIsNamedAndNothingChanges(String body, String field, String message) {
    var answer = world.send(HttpMethod.PATCH, "/simulator/switches", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("field")).isEqualTo(field);
    assertThat(answer.bodyAsJsonObject().getString("message")).startsWith(message);
    assertThat(world.simulator.faults()).isEqualTo(PlatformFaults.none());
  }

  @Test
  void aScriptedTweetIsPostedAndFollowed() {
    JsonObject posted =
        post(
            """
            {"text":"Hi","userName":"alice","createdAt":"2026-03-10T11:30:00Z",
             "growth":{"kind":"scripted","steps":[
               {"likes":1},{"age":"PT40M","likes":9,"retweets":2}]}}\
            """);
    String id = posted.getString("id");
    assertThat(posted.getJsonObject("counters").getLong("likes")).isEqualTo(1);

    world.clock.advance(Duration.ofMinutes(10));
    JsonObject now = world.json("/simulator/tweets/" + id);

    assertThat(now.getJsonObject("counters").getLong("likes")).isEqualTo(9);
    assertThat(now.getString("userName")).isEqualTo("alice");
    assertThat(now.getString("growth")).isEqualTo("Scripted");
    assertThat(now.getString("countersAt")).isEqualTo("2026-03-10T12:10:00Z");
  }

  @Test
  void manyInventedTweetsArePostedAtOnce() {
    var answer =
        world.send(
            HttpMethod.POST,
            "/simulator/tweets",
            "{\"count\":30,\"age\":\"PT2H\",\"growth\":{\"kind\":\"cascade\",\"seed\":5}}");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.bodyAsJsonObject().getJsonArray("tweets")).hasSize(30);
    assertThat(world.simulator.tweets().size()).isEqualTo(30);
  }

  @Test
  void aTweetIsMadePrivateThenDeleted() {
    String id = post("{}").getString("id");

    world.send(HttpMethod.POST, "/simulator/tweets/" + id + "/private", null);
    assertThat(world.simulator.tweets().visibility(id)).isEqualTo(Visibility.PROTECTED);
    world.send(HttpMethod.DELETE, "/simulator/tweets/" + id, null);
    assertThat(world.simulator.tweets().visibility(id)).isEqualTo(Visibility.ABSENT);
    assertThat(world.json("/simulator/tweets/" + id).getString("visibility")).isEqualTo("ABSENT");
    assertThat(world.send(HttpMethod.DELETE, "/simulator/tweets/4", null).statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"txt":"x"}                                        | txt
          {"count":0}                                        | count
          {"count":"2"}                                      | count
          {"age":"2 hours"}                                  | age
          {"age":"PT1H","createdAt":"2026-03-10T11:30:00Z"}  | age
          {"createdAt":"2001-01-01T00:00:00Z"}               | createdAt
          {"userName":"not a name"}                          | userName
          {"growth":{"kind":"magic"}}                        | growth.kind
          {"growth":{"kind":"scripted"}}                     | growth.steps
          {"growth":{"kind":"scripted","steps":[{"like":1}]}} | growth.steps.[0].like
          {"growth":{"kind":"small","events":-1}}            | events
          """)
  void aBadTweetIsRefusedByTheNameOfItsField(String body, String field) {
    var answer = world.send(HttpMethod.POST, "/simulator/tweets", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("field")).isEqualTo(field);
    assertThat(answer.bodyAsJsonObject().getString("message")).contains(field);
    assertThat(world.simulator.tweets().size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"webhookKey":"k","ruleIds":["a"]}                                        | webhookUrl
          {"webhookUrl":"nowhere","webhookKey":"k","ruleIds":["a"]}                 | webhookUrl
          {"webhookUrl":"http://x/","webhookKey":"k","ruleIds":[]}                  | ruleIds
          {"webhookUrl":"http://x/","webhookKey":"k","ruleIds":["a"],"tweets":0}    | tweets
          {"webhookUrl":"http://x/","webhookKey":"k","ruleIds":["a"],"pace":3}      | pace
          {"webhookUrl":"http://x/","webhookKey":"k","ruleIds":["a"],"tweets":3,"cascades":3} | cascades
          """)
  void aBadStreamIsRefusedByTheNameOfItsField(String body, String field) {
    var answer = world.send(HttpMethod.POST, "/simulator/streams", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("field")).isEqualTo(field);
  }

  @Test
  void theMeterIsReadAndReset() {
    String id = world.post().id();
    world.get("/2/tweets?ids=" + id);
    world.get("/twitter/tweets?tweet_ids=" + id);

    JsonObject meter = world.json("/simulator/meter");
    assertThat(meter.getJsonObject("x").getLong("postsBilled")).isEqualTo(1);
    assertThat(meter.getJsonObject("x").getJsonObject("postsBilledByDay").getLong("2026-03-10"))
        .isEqualTo(1);
    JsonObject twitterApi = meter.getJsonObject("twitterapi.io");
    assertThat(twitterApi.getJsonObject("totals").getLong("credits")).isEqualTo(15);
    assertThat(
            twitterApi
                .getJsonObject("endpoints")
                .getJsonObject("/twitter/tweets")
                .getJsonObject("byStatus")
                .getLong("200"))
        .isEqualTo(1);
    world.send(HttpMethod.DELETE, "/simulator/meter", null);
    assertThat(world.simulator.meter().credits()).isZero();
  }

  private JsonObject patch(String body) {
    return world.send(HttpMethod.PATCH, "/simulator/switches", body).bodyAsJsonObject();
  }

  private JsonObject post(String body) {
    assertThat(world.clock.instant()).isEqualTo(NOON);
    return world
        .send(HttpMethod.POST, "/simulator/tweets", body)
        .bodyAsJsonObject()
        .getJsonArray("tweets")
        .getJsonObject(0);
  }
}
