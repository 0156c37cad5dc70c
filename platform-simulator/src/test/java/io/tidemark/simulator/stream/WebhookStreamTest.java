package io.tidemark.simulator.stream;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.faults.OddCounter;
import io.tidemark.simulator.faults.OddCreation;
import io.tidemark.simulator.growth.CascadeGrowth;
import io.tidemark.simulator.growth.NoGrowth;
import io.tidemark.simulator.growth.SmallGrowth;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookStreamTest {

  private static final List<String> RULES = List.of("rule-a", "rule-b");

  private final RunningSimulator world = new RunningSimulator();
  private final FakeWebhook webhook = new FakeWebhook(world.vertx);

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void aDeliveryHasTheCapturedShape() {
    WebhookStream stream = stream(plan().tweets(2).lotSize(2).cascades(0).plan());

    await(stream.deliverNext());

    FakeWebhook.Received received = webhook.received.getFirst();
    assertThat(received.key()).isEqualTo("secret");
    JsonObject body = received.body();
    assertThat(body.fieldNames())
        .containsExactly("event_type", "rule_id", "rule_tag", "rule_value", "timestamp", "tweets");
    assertThat(body.getString("event_type")).isEqualTo("tweet");
    assertThat(body.getLong("timestamp")).isEqualTo(NOON.toEpochMilli());
    JsonObject tweet = body.getJsonArray("tweets").getJsonObject(0);
    assertThat(tweet.fieldNames()).contains("retweetCount", "createdAt", "author", "viewCount");
    SimulatedTweet posted = world.simulator.tweets().find(tweet.getString("id")).orElseThrow();
    assertThat(tweet.getString("text")).isEqualTo(posted.text());
    assertThat(Duration.between(posted.createdAt(), NOON))
        .isBetween(Duration.ZERO, Duration.ofMinutes(2));
  }

  @Test
  void theSharesOfAPlanAreExact() {
    SimulatedTweets tweets = world.simulator.tweets();
    WebhookStream stream =
        stream(plan().tweets(103).lotSize(10).neverMoveShare(0.7).cascades(4).plan());

    deliverAll(stream);

    assertThat(webhook.deliveries()).hasSize(11);
    assertThat(webhook.deliveries().getLast().getJsonArray("tweets")).hasSize(3);
    List<SimulatedTweet> posted = tweets.before(Long.MAX_VALUE).toList();
    assertThat(posted).filteredOn(t -> t.growth() instanceof NoGrowth).hasSize(72);
    assertThat(posted).filteredOn(t -> t.growth() instanceof CascadeGrowth).hasSize(4);
    assertThat(posted).filteredOn(t -> t.growth() instanceof SmallGrowth).hasSize(27);
    String first =
        webhook.deliveries().getFirst().getJsonArray("tweets").getJsonObject(0).getString("id");
    assertThat(tweets.find(first).orElseThrow().growth()).isInstanceOf(CascadeGrowth.class);
    assertThat(webhook.deliveries())
        .extracting(body -> body.getString("rule_id"))
        .startsWith("rule-a", "rule-b", "rule-a");
    assertThat(stream.report()).isEqualTo(new StreamReport(11, 103, 11, 0, 0, 11));
    assertThat(stream.finished()).isTrue();
    assertThatThrownBy(() -> await(stream.deliverNext())).hasMessageContaining("ended");
  }

  @Test
  void theSameSeedsMakeTheSameStream() {
    StreamPlan plan = plan().tweets(30).cascades(1).plan();
    deliverAll(stream(plan));
    List<JsonObject> first = webhook.deliveries();
    webhook.received.clear();

    try (RunningSimulator again = new RunningSimulator()) {
      deliverAll(
          new WebhookStream(
              again.vertx, again.clock, again.simulator.tweets(), again.simulator::faults, plan));
    }

    assertThat(webhook.deliveries()).isEqualTo(first);
  }

  @Test
  void deliveriesFollowTheClock() {
    WebhookStream stream = stream(plan().tweets(40).lotSize(20).tweetsPerHour(60).plan());

    assertThat(stream.nextAt()).isEqualTo(NOON);
    await(stream.deliverNext());
    assertThat(stream.nextAt()).isEqualTo(NOON.plus(Duration.ofMinutes(20)));
  }

  @Test
  void aWholeRunIsPacedByAFastClock() {
    WorldClock clock = WorldClock.faster(36_000);
    WebhookStream stream =
        new WebhookStream(
            world.vertx,
            clock,
            new SimulatedTweets(clock, 1),
            world.simulator::faults,
            plan().tweets(100).lotSize(5).tweetsPerHour(20).plan());
    long start = System.nanoTime();

    StreamReport report = await(stream.run());

    // 19 quarters of an hour, 36,000 times as fast, take 475 ms.
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(470), Duration.ofMillis(1_500));
    assertThat(report.accepted()).isEqualTo(20);
    assertThat(stream.finished()).isTrue();
  }

  @Test
  void aRefusedDeliveryIsSentAgainUntilItIsAccepted() {
    webhook.status = request -> request <= 2 ? 500 : 200;
    WebhookStream stream = stream(plan().tweets(1).cascades(0).plan());

    await(stream.deliverNext());

    assertThat(webhook.deliveries()).hasSize(3);
    assertThat(new HashSet<>(webhook.deliveries())).hasSize(1);
    assertThat(stream.report()).isEqualTo(new StreamReport(1, 1, 1, 0, 0, 3));
  }

  @Test
  void aDeliveryIsGivenUpAfterTenAttempts() {
    webhook.status = request -> 503;
    WebhookStream stream = stream(plan().tweets(1).cascades(0).plan());

    await(stream.deliverNext());

    assertThat(stream.report())
        .isEqualTo(new StreamReport(1, 1, 0, 1, 0, WebhookSender.MOST_ATTEMPTS));
  }

  @Test
  void aStoppedStreamEndsItsRun() {
    WebhookStream stream = stream(plan().tweets(1_000).tweetsPerHour(1).plan());
    var run = stream.run();
    stream.stop();

    assertThat(await(run).deliveries()).isLessThanOrEqualTo(1);
    assertThat(stream.finished()).isTrue();
  }

  @Test
  void aStoppedStreamDoesNotTryAgain() {
    WebhookStream stream = stream(plan().tweets(1).cascades(0).plan());
    webhook.status =
        request -> {
          stream.stop();
          return 500;
        };

    await(stream.deliverNext());

    assertThat(stream.report()).isEqualTo(new StreamReport(1, 1, 0, 1, 0, 1));
  }

  @Test
  void acceptedDeliveriesMayComeTwice() {
    world.simulator.change(s -> s.duplicateWebhooks(1));
    WebhookStream stream = stream(plan().tweets(4).lotSize(2).cascades(0).plan());

    deliverAll(stream);

    assertThat(webhook.deliveries()).hasSize(4);
    assertThat(new HashSet<>(webhook.deliveries())).hasSize(2);
    assertThat(stream.report()).isEqualTo(new StreamReport(2, 4, 2, 0, 2, 4));
  }

  @Test
  void tweetsMayComeInSnakeCase() {
    world.simulator.change(s -> s.snakeCaseWebhook(true));

    await(stream(plan().tweets(1).cascades(0).plan()).deliverNext());

    JsonObject tweet = webhook.deliveries().getFirst().getJsonArray("tweets").getJsonObject(0);
    assertThat(tweet.fieldNames()).contains("retweet_count", "created_at", "view_count");
    assertThat(tweet.getJsonObject("author").containsKey("user_name")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "FAR_FUTURE, '{\"createdAt\":\"Sat Jan 01 00:00:00 +0000 +300000\"}'",
    "NULL, '{\"createdAt\":null}'",
    "ABSENT, '{}'",
    "EPOCH_MILLIS, '{\"createdAt\":1773144000000}'",
    "YEAR_AHEAD, '{\"createdAt\":\"Tue Mar 10 12:00:00 +0000 2027\"}'",
    "WORDS, '{\"createdAt\":\"a moment ago\"}'",
  })
  void aCreationTimeMayBeNone(OddCreation odd, String written) {
    world.simulator.change(s -> s.oddCreation(odd));

    await(stream(plan().tweets(1).cascades(0).ageAtArrival(Duration.ZERO).plan()).deliverNext());

    JsonObject tweet = delivered(0).getFirst();
    JsonObject expected = new JsonObject(written);
    assertThat(tweet.containsKey("createdAt")).isEqualTo(expected.containsKey("createdAt"));
    assertThat(tweet.getValue("createdAt")).isEqualTo(expected.getValue("createdAt"));
  }

  @Test
  void creationTimesMayBeOddAndAreRepeatableBySeed() {
    world.simulator.change(s -> s.oddCreation(OddCreation.MIXED).oddCreationRate(0.5));
    StreamPlan plan = plan().tweets(100).lotSize(100).cascades(0).plan();

    deliverAll(stream(plan));

    List<JsonObject> tweets = delivered(0);
    assertThat(tweets)
        .filteredOn(tweet -> String.valueOf(tweet.getValue("createdAt")).endsWith("2026"))
        .hasSizeBetween(35, 65);
    assertThat(tweets).anyMatch(tweet -> !tweet.containsKey("createdAt"));
    assertThat(tweets).anyMatch(tweet -> tweet.getValue("createdAt") instanceof Long);
    List<JsonObject> first = webhook.deliveries();
    webhook.received.clear();
    try (RunningSimulator again = new RunningSimulator()) {
      deliverAll(
          new WebhookStream(
              again.vertx, again.clock, again.simulator.tweets(), world.simulator::faults, plan));
    }
    assertThat(webhook.deliveries()).isEqualTo(first);
  }

  @Test
  void deliveredLikesMayBeWrittenAsNoCount() {
    world.simulator.change(s -> s.oddCounter(OddCounter.NEGATIVE));

    await(stream(plan().tweets(1).cascades(0).plan()).deliverNext());

    assertThat(delivered(0).getFirst().getLong("likeCount")).isNegative();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void retweetsMayFollowTweets(boolean snakeCase) {
    world.simulator.change(s -> s.retweets(1).snakeCaseWebhook(snakeCase));

    await(stream(plan().tweets(2).lotSize(2).cascades(0).plan()).deliverNext());

    List<JsonObject> tweets = delivered(0);
    assertThat(tweets).hasSize(4);
    JsonObject retweet = tweets.get(1);
    JsonObject original = retweet.getJsonObject("retweeted_tweet");
    assertThat(retweet.getString("text")).startsWith("RT @");
    assertThat(world.simulator.tweets().find(retweet.getString("id"))).isEmpty();
    assertThat(world.simulator.tweets().find(original.getString("id"))).isPresent();
    String likes = snakeCase ? "like_count" : "likeCount";
    assertThat(retweet.getValue(likes)).isEqualTo(original.getValue(likes));
    assertThat(retweet.getJsonObject("author")).isEqualTo(tweets.get(0).getJsonObject("author"));
  }

  @Test
  void aDeliveryBeginsWithTheNewVersionsOfEditedTweets() {
    world.simulator.change(s -> s.edits(1));

    deliverAll(stream(plan().tweets(3).lotSize(2).cascades(0).plan()));

    List<JsonObject> first = delivered(0);
    List<JsonObject> second = delivered(1);
    assertThat(first).hasSize(2).noneMatch(tweet -> tweet.containsKey("edit_history_tweet_ids"));
    assertThat(second).hasSize(3);
    for (int i = 0; i < 2; i++) {
      assertThat(second.get(i).getJsonArray("edit_history_tweet_ids"))
          .containsExactly(first.get(i).getString("id"), second.get(i).getString("id"));
      assertThat(second.get(i).getString("text"))
          .isEqualTo(first.get(i).getString("text") + " (edited)");
    }
  }

  private List<JsonObject> delivered(int delivery) {
    return webhook.deliveries().get(delivery).getJsonArray("tweets").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  @Test
  void aTestPingMayComeFirstWithoutAKey() {
    world.simulator.change(s -> s.testPingFirst(true));

    deliverAll(stream(plan().tweets(2).lotSize(1).cascades(0).plan()));

    assertThat(webhook.received).hasSize(3);
    assertThat(webhook.received.getFirst().key()).isNull();
    assertThat(webhook.received.getFirst().body().getString("event_type"))
        .isEqualTo("test_webhook_url");
  }

  @Test
  void aStreamIsStartedAndWatchedOverHttp() {
    JsonObject plan =
        new JsonObject()
            .put("webhookUrl", webhook.url())
            .put("webhookKey", "secret")
            .put("ruleIds", RULES)
            .put("tweets", 8)
            .put("lotSize", 4)
            .put("cascades", 1)
            .put("neverMoveShare", 0.5)
            .put("tweetsPerHour", 1e9)
            .put("ageAtArrival", "PT30S");
    var started = world.send(HttpMethod.POST, "/simulator/streams", plan.encode());
    assertThat(started.statusCode()).isEqualTo(201);
    String path = "/simulator/streams/" + started.bodyAsJsonObject().getString("id");

    world.until(
        () -> {
          // The clock stands still; the stream looks at it again after a while of real time.
          world.clock.advance(Duration.ofSeconds(1));
          return world.json(path).getBoolean("finished");
        });
    assertThat(world.json(path).getJsonObject("report").getInteger("accepted")).isEqualTo(2);
    assertThat(world.get("/simulator/streams/99").statusCode()).isEqualTo(404);
  }

  @Test
  void textsAndPeopleVary() {
    deliverAll(stream(plan().tweets(200).lotSize(50).plan()));

    Set<String> texts = new HashSet<>();
    Set<String> people = new HashSet<>();
    world
        .simulator
        .tweets()
        .before(Long.MAX_VALUE)
        .forEach(
            tweet -> {
              texts.add(tweet.text());
              people.add(tweet.author().userName());
              assertThat(tweet.author().userName()).matches("[a-z]{1,10}_[0-9]{4}");
            });
    assertThat(texts).hasSizeGreaterThan(180).anyMatch(text -> !text.matches("\\p{ASCII}*"));
    assertThat(people).hasSizeGreaterThan(150);
  }

  private StreamPlan.Builder plan() {
    return StreamPlan.to(webhook.url(), "secret", RULES).with();
  }

  private WebhookStream stream(StreamPlan plan) {
    return new WebhookStream(
        world.vertx, world.clock, world.simulator.tweets(), world.simulator::faults, plan, 1);
  }

  private static void deliverAll(WebhookStream stream) {
    while (!stream.finished()) {
      await(stream.deliverNext());
    }
  }
}
