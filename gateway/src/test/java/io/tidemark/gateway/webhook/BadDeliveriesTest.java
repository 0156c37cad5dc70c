package io.tidemark.gateway.webhook;

import static io.tidemark.gateway.webhook.Bodies.delivery;
import static io.tidemark.gateway.webhook.Bodies.tweet;
import static io.tidemark.gateway.webhook.Bodies.tweets;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class BadDeliveriesTest {

  private final GatewayWorld world = GatewayWorld.begin();

  @BeforeEach
  void begin() {
    world.zone("brand");
  }

  @AfterEach
  void end() {
    assertThat(world.api.call("webhookHealth").send().status()).isEqualTo(200);
    world.close();
  }

  @Test
  void goodTweetsAreTakenAndBadOnesAreNamed() {
    var body =
        delivery("brand", "11")
            .put(
                "tweets",
                new JsonArray()
                    .add(tweet("11"))
                    .add(5)
                    .add(tweet("letters"))
                    .add(tweet("12").put("createdAt", "yesterday"))
                    .addNull()
                    .add(tweet("12345678901234567890"))
                    .add(tweet("13").putNull("id"))
                    .add(tweet("14")));

    Answer answer = world.webhook().send(body);

    assertThat(answer.ok().getInteger("processed")).isEqualTo(8);
    assertThat(answer.json().getInteger("created")).isEqualTo(2);
    assertThat(answer.json().getInteger("duplicates")).isZero();
    assertThat(answer.json().getInteger("errors")).isEqualTo(6);
    assertThat(answer.list("errorDetails"))
        .extracting(error -> error.getInteger("index") + " " + error.getString("field"))
        .containsExactly("1 ", "2 id", "3 createdAt", "4 ", "5 id", "6 id");
    assertThat(answer.list("errorDetails")).noneMatch(error -> error.getString("reason").isBlank());
    assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(2);
  }

  @Test
  void onlyBadTweetsAreRefusedWithTheListOfWhatIsWrong() {
    var body = delivery("brand").put("tweets", new JsonArray().add(5).add(tweet("letters")));

    Answer answer = world.webhook().send(body);

    answer.problem(400, "invalid-request");
    assertThat(answer.list("errors"))
        .extracting(error -> error.getInteger("index") + " " + error.getString("field"))
        .containsExactly("0 ", "1 id");
    assertThat(world.stores.number("select count(*) from webhook_deliveries")).isZero();
  }

  @Test
  void ofManyBadTweetsAHundredAreNamed() {
    var body =
        delivery("brand").put("tweets", new JsonArray(Collections.nCopies(5_000, "not a tweet")));

    Answer answer = world.webhook().send(body);

    answer.problem(400, "invalid-request");
    assertThat(answer.list("errors")).hasSize(100);
  }

  @Test
  void aThousandTimesTheSameTweetIsOneTweet() {
    String[] same = Collections.nCopies(1_000, "11").toArray(String[]::new);

    JsonObject answer = world.webhook().send(delivery("brand", same)).ok();

    assertThat(answer.getInteger("processed")).isEqualTo(1_000);
    assertThat(answer.getInteger("created")).isEqualTo(1);
    assertThat(answer.getInteger("duplicates")).isEqualTo(999);
    assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(1);
  }

  @Test
  void theSameDeliveryManyTimesAtOnceIsTakenOnce() {
    String[] ids = IntStream.range(100, 200).mapToObj(Integer::toString).toArray(String[]::new);
    String body = delivery("brand", ids).encode();

    List<Future<Answer>> answers =
        IntStream.range(0, 10).mapToObj(i -> world.webhook().sending(body)).toList();

    List<JsonObject> all = answers.stream().map(answer -> answer.await().ok()).toList();
    assertThat(all.stream().mapToInt(answer -> answer.getInteger("created")).sum()).isEqualTo(100);
    assertThat(all.stream().mapToInt(answer -> answer.getInteger("duplicates")).sum())
        .isEqualTo(900);
    assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(100);
    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'"))
        .isEqualTo(all.stream().filter(answer -> answer.getValue("lotId") != null).count());
  }

  /** It could never be mapped: mapRule takes 200 characters. */
  @Test
  void aRuleIdThatCouldNeverBeMappedIsRefused() {
    String rule =
        new Random(7)
            .ints(8_000, 'a', 'z' + 1)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());

    assertThat(world.webhook().send(delivery(rule, "11")).problem(400, "malformed-body"))
        .contains("rule_id")
        .contains("200");
    world
        .webhook()
        .query("rule_id", rule.substring(0, 201))
        .send(tweets("11"))
        .problem(400, "malformed-body");
    assertThat(world.webhook().send(delivery(rule.substring(0, 200), "11")).status())
        .isEqualTo(202);
  }

  @Test
  void aRuleIdWithACharacterThatPostgresCannotHoldIsTakenWithoutIt() {
    world.webhook().query("rule_id", "br\0and").send(tweets("11")).ok();
    world.webhook().send(delivery("br\0and", "12")).ok();

    assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 0",
    "99999999999999999999999, 1",
    "-5, 0",
  })
  void countersBeyondAllMeasureLoseNoTweet(String likes, String retweets) {
    String strange =
        "{\"id\":\"12\",\"createdAt\":\"Mon Nov 02 10:00:00 +0000 2026\",\"likeCount\":%s,\"retweetCount\":%s}"
            .formatted(likes, retweets);
    String body = "{\"rule_id\":\"brand\",\"tweets\":[" + tweet("11") + "," + strange + "]}";

    JsonObject answer = world.webhook().send(body).ok();

    assertThat(answer.getInteger("processed")).isEqualTo(2);
    assertThat(world.stores.number("select count(*) from twitter_tweets where tweet_id = '11'"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "Sat Jan 01 00:00:00 +0000 +999999",
        "2026-11-02T10:00:00+18:00"
      })
  void timesBeyondAllMeasureLoseNoOtherTweet(String createdAt) {
    var body =
        delivery("brand").put("tweets", tweets("11").add(tweet("12").put("createdAt", createdAt)));

    assertThat(world.webhook().send(body).ok().getInteger("processed")).isEqualTo(2);

    assertThat(world.stores.number("select count(*) from twitter_tweets where tweet_id = '11'"))
        .isEqualTo(1);
    world.admin("listZoneTweets", "brand").send().ok();
  }
}
