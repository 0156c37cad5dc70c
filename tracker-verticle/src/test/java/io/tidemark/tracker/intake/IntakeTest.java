package io.tidemark.tracker.intake;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Accepted.Routed;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class IntakeTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aDeliveryBecomesALotThatIsDueInAnHour() {
    world.zone("brand", Cadence.HOURLY_LOT);

    Routed routed = world.deliver("brand", world.post(5, dead()));

    assertThat(routed.created()).isEqualTo(5);
    assertThat(routed.firstUpdateAt()).isEqualTo(TrackerWorld.START.plus(Duration.ofHours(1)));
    assertThat(world.stores.number("select count(*) from twitter_profiles")).isPositive();
    assertThat(world.stores.number("select tweets from twitter_lots")).isEqualTo(5);
    assertThat(world.stores.number("select subject from timers where kind = 'lot'"))
        .isEqualTo(routed.lotId());
  }

  @Test
  void theSameDeliveryAgainCreatesNothing() {
    world.zone("brand", Cadence.HOURLY_LOT);
    var tweets = world.post(5, dead());
    world.deliver("brand", tweets);

    Routed again = world.deliver("brand", tweets);

    assertThat(again.created()).isZero();
    assertThat(again.duplicates()).isEqualTo(5);
    assertThat(again.lotId()).isNull();
    assertThat(world.stores.number("select count(*) from twitter_lots")).isEqualTo(1);
    assertThat(world.snapshots()).isZero();
  }

  @Test
  void aTweetLivesInEveryZoneThatMatchesIt() {
    world.zone("one", Cadence.HOURLY_LOT);
    world.zone("two", Cadence.HOURLY_LOT);
    var tweets = world.post(1, dead());

    assertThat(world.deliver("one", tweets).created()).isEqualTo(1);
    assertThat(world.deliver("two", tweets).created()).isEqualTo(1);
  }

  @Test
  void aTweetThatArrivesAgainWithMoreIsASnapshotWithoutACall() {
    world.zone("brand", Cadence.HOURLY_LOT);
    var tweet = world.post(growing(60));
    world.deliver("brand", List.of(tweet));
    world.clock.advance(Duration.ofMinutes(30));

    Routed again = world.deliver("brand", List.of(tweet));

    assertThat(again.snapshots()).isEqualTo(1);
    assertThat(world.simulator.meter().recordedCalls()).isEmpty();
    var snapshot =
        world
            .stores
            .sql("select origin, round, like_count, delta_likes from twitter_engagement_history")
            .getFirst();
    assertThat(snapshot.getString("origin")).isEqualTo("webhook");
    assertThat(snapshot.getInteger("round")).isNull();
    assertThat(snapshot.getLong("delta_likes")).isEqualTo(30);
    assertThat(world.tracking(tweet).getInteger("update_count")).isZero();
  }

  @Test
  void movementInAWebhookKeepsTheTweetActiveAtItsNextPoll() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.deliver(
        "brand", world.post(20, ScriptedGrowth.always(new SimulatedCounters(0, 0, 500, 0, 0, 0))));
    var tweet =
        world.post(
            ScriptedGrowth.always(new SimulatedCounters(0, 0, 0, 0, 0, 0))
                .then(Duration.ofMinutes(10), new SimulatedCounters(0, 0, 3, 0, 0, 0)));
    world.deliver("brand", List.of(tweet));
    world.clock.advance(Duration.ofMinutes(50));
    world.deliver("brand", List.of(tweet));
    world.clock.advance(Duration.ofMinutes(10));
    JobWorker pass = world.pass();

    pass.runDue();
    assertThat(world.tracking(tweet).getString("last_decision")).isEqualTo("delta_positive");

    world.clock.advance(Duration.ofHours(1));
    pass.runDue();
    assertThat(world.tracking(tweet).getString("stop_reason"))
        .isEqualTo("no_change_below_threshold");
  }

  @Test
  void aDeliveryThatWasHeldUpBringsNoNumbersFromThePast() {
    world.zone("brand", Cadence.HOURLY_LOT);
    var tweet = world.post(growing(60));
    JsonObject early = world.body("brand", List.of(tweet));
    world.deliver("brand", List.of(tweet));
    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();

    Routed late = accept(early);

    assertThat(late.snapshots()).isZero();
    assertThat(world.snapshots()).isEqualTo(1);
    assertThat(world.tracking(tweet).getLong("like_count")).isEqualTo(60);
  }

  @Test
  void aTweetThatIsTooOldOnArrivalIsKeptAndNoCallIsSpentOnIt() {
    world.zone("brand", Cadence.HOURLY_LOT);
    var old =
        world
            .simulator
            .tweets()
            .post(TweetDraft.growing(growing(5)).at(TrackerWorld.START.minus(Duration.ofHours(6))));

    Routed routed = world.deliver("brand", List.of(old));

    assertThat(routed.created()).isEqualTo(1);
    assertThat(routed.firstUpdateAt()).isNull();
    assertThat(world.tracking(old).getString("stop_reason")).isEqualTo("age_limit");
    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'")).isZero();
    assertThat(
            world.stores.number("select count(*) from twitter_lots where finished_at is not null"))
        .isEqualTo(1);
  }

  @Test
  void theSameTweetsInManyDeliveriesAreCreatedOnceAndNoneDeadlocks() {
    world.zone("brand", Cadence.HOURLY_LOT);
    var tweets = world.post(40, dead());
    List<Future<Accepted>> deliveries = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      var shuffled = new ArrayList<>(tweets);
      Collections.shuffle(shuffled, new Random(i));
      String body = world.body("brand", shuffled).encode();
      deliveries.add(world.intake.accept(read(body), body.length(), () -> body));
    }

    List<Routed> routed = deliveries.stream().map(delivery -> (Routed) await(delivery)).toList();

    assertThat(routed.stream().mapToInt(Routed::created).sum()).isEqualTo(40);
    assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(40);
    assertThat(world.stores.number("select count(*) from twitter_engagement_tracking"))
        .isEqualTo(40);
  }

  @Test
  void aThousandTimesTheSameTweetIsOneTweet() {
    world.zone("brand", Cadence.HOURLY_LOT);

    Routed routed = world.deliver("brand", Collections.nCopies(1_000, world.post(dead())));

    assertThat(routed.processed()).isEqualTo(1_000);
    assertThat(routed.created()).isEqualTo(1);
    assertThat(routed.duplicates()).isEqualTo(999);
  }

  @Test
  void goodTweetsAreTakenAndBadOnesNamed() {
    world.zone("brand", Cadence.HOURLY_LOT);
    JsonArray tweets = world.body("brand", world.post(1, dead())).getJsonArray("tweets");
    tweets
        .add(new JsonObject().put("text", "no id"))
        .add(new JsonObject().put("id", "12x"))
        .add(new JsonObject().put("id", "99999999999999999999"))
        .add(new JsonObject().put("id", "12345678901").put("createdAt", "yesterday"))
        .add(new JsonObject().put("id", "123").put("text", "older than snowflakes"))
        .add(17)
        .addNull();
    var body = new JsonObject().put("rule_id", "brand").put("tweets", tweets);

    Delivery delivery = read(body.encode());

    assertThat(delivery.tweets()).hasSize(1);
    assertThat(delivery.errors())
        .extracting(bad -> bad.index() + " " + bad.field() + " " + bad.reason())
        .containsExactly(
            "1 id is missing",
            "2 id must be 1 to 19 digits",
            "3 id must be 1 to 19 digits",
            "4 createdAt is not a time such as Wed Sep 10 17:28:07 +0000 2025",
            "5 createdAt is missing",
            "6  is not an object",
            "7  is not an object");
  }

  @Test
  void charactersThatPostgresCannotHoldDoNotLoseATweet() {
    world.zone("brand", Cadence.HOURLY_LOT);
    JsonObject body = world.body("brand", world.post(1, dead()));
    body.getJsonArray("tweets").getJsonObject(0).put("text", "a\u0000b \uD83D\uDE80 \uD800");

    assertThat(accept(body).created()).isEqualTo(1);
    assertThat(world.stores.sql("select text from twitter_tweets").getFirst().getString(0))
        .startsWith("ab \uD83D\uDE80");
  }

  @Test
  void aCounterThatNoTweetCanHaveDoesNotCostTheOthersTheirDelivery() {
    world.zone("brand", Cadence.HOURLY_LOT);
    JsonObject body = world.body("brand", world.post(2, growing(5)));
    body.getJsonArray("tweets")
        .getJsonObject(0)
        .put("likeCount", Long.MAX_VALUE)
        .put("retweetCount", 1);

    assertThat(accept(body).created()).isEqualTo(2);
    assertThat(
            world.stores.sql(
                "select like_count, retweet_count from twitter_tweets order by id limit 1"))
        .extracting(row -> row.getLong("like_count"), row -> row.getLong("retweet_count"))
        .containsExactly(org.assertj.core.groups.Tuple.tuple(null, 1L));
  }

  @Test
  void aDeliveryIsReadInAllItsForms() {
    String tweet =
        "{\"id\":\"1965825361270001711\",\"createdAt\":\"Wed Sep 10 17:28:07 +0000 2025\"}";
    String snake =
        "{\"id_str\":\"1965825361270001711\",\"created_at\":\"2025-09-10T17:28:07.000Z\","
            + "\"retweet_count\":3,\"favorite_count\":4}";

    assertThat(read("{\"rule_id\":\"r\",\"tweets\":[" + tweet + "]}").tweets()).hasSize(1);
    assertThat(read("{\"ruleId\":\"r\",\"results\":[" + tweet + "]}").ruleId()).contains("r");
    assertThat(read("{\"tweet\":" + tweet + "}").tweets()).hasSize(1);
    assertThat(read("[" + tweet + "]").ruleId()).isEmpty();
    var read = read("[" + snake + "]").tweets().getFirst();
    assertThat(read.counters().retweets()).isEqualTo(3);
    assertThat(read.counters().likes()).isEqualTo(4);
    assertThat(read.counters().views()).isNull();
    assertThat(read.createdAt()).isEqualTo("2025-09-10T17:28:07Z");
    assertThat(read("[{\"id\":\"1965825361270001711\"}]").tweets().getFirst().createdAt())
        .as("from the id itself")
        .isBetween("2025-09-10T17:00:00Z", "2025-09-10T18:00:00Z");
  }

  @Test
  void whatIsNoDeliveryIsRefusedNamingTheField() {
    assertUnreadable("{", "the body is not JSON");
    assertUnreadable("{} {}", "the body is not JSON");
    assertUnreadable("17", "the body must be an object or an array");
    assertUnreadable("{\"tweets\":7}", "must be an array");
    assertUnreadable("{\"tweet\":[]}", "must be an object");
    assertUnreadable("{\"rule_id\":5.5,\"tweets\":[]}", "must be a text");
    assertThat(read("{\"rule_id\":5,\"tweets\":[]}").ruleId()).contains("5");
    assertUnreadable("{\"hello\":1}", "is missing");
  }

  private static void assertUnreadable(String body, String reason) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(Delivery.Unreadable.class)
        .hasMessageContaining(reason);
  }

  private Routed accept(JsonObject body) {
    return (Routed) await(world.intake.accept(read(body.encode()), 0, body::encode));
  }

  private static Delivery read(String body) {
    return DeliveryJson.read(DeliveryJson.parse(body.getBytes(StandardCharsets.UTF_8)));
  }
}
