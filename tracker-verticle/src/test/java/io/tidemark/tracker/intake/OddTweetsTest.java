package io.tidemark.tracker.intake;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Accepted.Routed;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes with a delivery that is no plain tweet: pointers, versions, repeats, poison. */
@Tag("server")
class OddTweetsTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @BeforeEach
  void begin() {
    world.zone("brand", Cadence.AGE_TIER);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static String id(Instant createdAt, int number) {
    return Long.toString(((createdAt.toEpochMilli() - 1_288_834_974_657L) << 22) + number);
  }

  private static JsonObject tweet(int number) {
    return new JsonObject()
        .put("id", id(TrackerWorld.START, number))
        .put("text", "tweet " + number)
        .put("likeCount", 1)
        .put("author", new JsonObject().put("id", "7").put("userName", "ada"));
  }

  private Accepted accept(String rule, JsonArray tweets) {
    String body = new JsonObject().put("rule_id", rule).put("tweets", tweets).encode();
    return await(
        world.intake.accept(
            DeliveryJson.read(DeliveryJson.parse(body.getBytes(StandardCharsets.UTF_8))),
            body.length(),
            () -> body));
  }

  private Routed deliver(JsonObject... tweets) {
    return (Routed) accept("brand", new JsonArray(List.of(tweets)));
  }

  private Row row(JsonObject tweet) {
    return world
        .stores
        .sql(
            "select * from twitter_tweets t join twitter_engagement_tracking k on k.tweet_db_id ="
                + " t.id where t.tweet_id = '"
                + tweet.getString("id")
                + "'")
        .getFirst();
  }

  private long tweets() {
    return world.stores.number("select count(*) from twitter_tweets");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sat Jan 01 00:00:00 +0000 +300000",
        "9999-12-31T23:59:59Z",
        "2027-11-02T10:00:00Z",
        "",
        "1793613600000"
      })
  void atMostTwelvePollsInFourHoursWhateverTimeATweetGives(String createdAt) {
    deliver(tweet(1).put("createdAt", createdAt));

    assertThat(row(tweet(1)).getOffsetDateTime("twitter_created_at").toInstant())
        .isEqualTo(TrackerWorld.START);
    world.pass().runDue();
    for (int i = 0; i < 30; i++) {
      world.clock.advance(Duration.ofMinutes(10));
      world.pass().runDue();
    }
    assertThat(world.calls()).isBetween(1, 12);
  }

  @Test
  void ofAnIdFromTheFutureTheArrivalHolds() {
    deliver(tweet(1).put("id", "9223372036854775807"));

    Row row = row(tweet(1).put("id", "9223372036854775807"));
    assertThat(row.getOffsetDateTime("twitter_created_at").toInstant())
        .isEqualTo(TrackerWorld.START);
    assertThat(row.getString("created_from")).isEqualTo("arrival");
  }

  @Test
  void theHigherCountersOfOneDeliveryStayAndIdsHaveOneForm() {
    Routed routed =
        deliver(
            tweet(1).put("likeCount", 5),
            tweet(1).put("likeCount", 3).put("id", "0" + tweet(1).getString("id")));

    assertThat(routed.created()).isEqualTo(1);
    assertThat(routed.duplicates()).isEqualTo(1);
    assertThat(row(tweet(1)).getLong("like_count")).isEqualTo(5);
  }

  @Test
  void aRepeatOfWhichSomeCountersRoseAndOthersFellIsASnapshot() {
    deliver(tweet(1).put("likeCount", 10).put("viewCount", 100));
    world.clock.advance(Duration.ofMinutes(5));

    assertThat(deliver(tweet(1).put("likeCount", 9).put("viewCount", 200)).snapshots())
        .isEqualTo(1);
    assertThat(deliver(tweet(1).put("likeCount", 8).put("viewCount", 150)).snapshots()).isZero();
    assertThat(row(tweet(1)).getLong("view_count")).isEqualTo(200);
  }

  @Test
  void retweetsAreIgnored() {
    Routed routed =
        deliver(
            tweet(1),
            tweet(2).put("text", "RT @brand: hello").put("retweetCount", 26_785),
            tweet(3).put("retweeted_tweet", original()),
            tweet(4).put("retweeted_tweet", new JsonObject()));

    assertThat(routed.processed()).isEqualTo(4);
    assertThat(routed.created()).isEqualTo(2);
    assertThat(routed.ignored()).isEqualTo(2);
    assertThat(routed.duplicates()).isZero();
    assertThat(world.stores.number("select coalesce(max(retweet_count), 0) from twitter_tweets"))
        .isZero();
  }

  private static JsonObject original() {
    return new JsonObject()
        .put("id", id(TrackerWorld.START.minus(Duration.ofMinutes(30)), 1))
        .put("retweetCount", 26_785)
        .put("likeCount", 242_691);
  }

  @Test
  void theOriginalIsTrackedOnceWhereTheZoneWantsIt() {
    await(
        new Zones(world.stores.pool())
            .change(
                "brand",
                new ZoneSettings(null, null, Retweets.ORIGINAL, null, null, null, null, null),
                world.clock.instant()));
    JsonObject[] retweets =
        IntStream.range(10, 20)
            .mapToObj(i -> tweet(i).put("text", "RT @x: y").put("retweeted_tweet", original()))
            .toArray(JsonObject[]::new);

    Routed routed = deliver(retweets);

    assertThat(routed.created()).isEqualTo(1);
    assertThat(routed.duplicates()).isEqualTo(9);
    assertThat(routed.ignored()).isZero();
    assertThat(tweets()).isEqualTo(1);
    assertThat(row(original()).getLong("like_count")).isEqualTo(242_691);
    assertThat(deliver(tweet(21).put("text", "RT @x: y")).ignored()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEditedTweetIsOnePostWhicheverVersionArrivesFirst(boolean inOrder) {
    JsonObject older = tweet(1);
    JsonObject newer =
        tweet(2)
            .put(
                "edit_history_tweet_ids",
                new JsonArray().add(older.getString("id")).add(tweet(2).getString("id")));
    deliver(inOrder ? older : newer);
    world.clock.advance(Duration.ofMinutes(2));
    deliver(inOrder ? newer : older);

    assertThat(row(older).getString("stop_reason")).isEqualTo("superseded");
    assertThat(row(older).getValue("next_update_at")).isNull();
    assertThat(row(newer).getValue("stop_reason")).isNull();
    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();
    assertThat(world.simulator.meter().recordedCalls().toString())
        .doesNotContain(older.getString("id"));
  }

  /** Refuses, as a constraint would, what has the word in it. */
  private void refuse(String word) {
    world.stores.sql(
        "alter table twitter_tweets add constraint no_poison check (text not like '%"
            + word
            + "%')");
  }

  @Test
  void aTweetThatTheDatabaseRefusesCostsNoOther() {
    refuse("poison");
    JsonObject[] all =
        IntStream.range(0, 50)
            .mapToObj(i -> i == 7 || i == 31 ? tweet(i).put("text", "poison") : tweet(i))
            .toArray(JsonObject[]::new);

    Routed routed = deliver(all);

    assertThat(routed.created()).isEqualTo(48);
    assertThat(routed.errors())
        .extracting(Delivery.BadTweet::index)
        .containsExactlyInAnyOrder(7, 31);
    assertThat(routed.errors()).allMatch(bad -> bad.reason().contains("refused by the database"));
    assertThat(world.stores.number("select count(*) from twitter_lots")).isEqualTo(1);
  }

  @Test
  void aDeliveryThatCannotBeReplayedDoesNotKeepTheOthers() {
    refuse("poison");
    accept("a", new JsonArray().add(tweet(1).put("text", "poison")));
    accept("a", new JsonArray().add(tweet(2)).add(tweet(3).put("text", "poison")));
    accept("b", new JsonArray().add(tweet(4)));
    world.zone("a", Cadence.HOURLY_LOT);
    world.zone("b", Cadence.HOURLY_LOT);

    assertThat(world.replayUnrouted()).isEqualTo(2);

    assertThat(tweets()).isEqualTo(2);
    assertThat(
            world.stores.sql("select problem from unrouted_deliveries where replayed_at is null"))
        .singleElement()
        .satisfies(row -> assertThat(row.getString("problem")).contains("no_poison"));
    assertThat(
            world.stores.number(
                "select count(*) from unrouted_deliveries where replayed_at is not null and body is"
                    + " not null"))
        .isZero();
    assertThat(
            world.stores.sql(
                "select problem from unrouted_deliveries where replayed_at is not null order by"
                    + " id"))
        .extracting(row -> row.getString("problem"))
        .satisfiesExactly(
            left -> assertThat(left).startsWith("1 of 2 tweets").contains("no_poison"),
            all -> assertThat(all).isNull());
  }

  @Test
  void waitingDeliveriesHaveAnEnd() {
    accept("a", new JsonArray().add(tweet(1)));
    world.clock.advance(Duration.ofDays(10));
    accept("a", new JsonArray().add(tweet(2)));
    var unrouted = new UnroutedDeliveries(world.stores.pool(), world.stores.vertx().eventBus());

    assertThat(unrouted.dropOld(world.clock.instant().minus(Duration.ofDays(9)))).isEqualTo(1);

    assertThat(await(unrouted.waiting("a"))).isEqualTo(1);
    assertThat(await(unrouted.forget("a"))).isEqualTo(1);
    assertThat(await(unrouted.waiting("a"))).isZero();
  }

  @Test
  void strangeAuthorsAndTextsCostNothingBesideThemselves() {
    JsonObject author = new JsonObject().put("userName", "x");
    Routed routed =
        deliver(
            tweet(1).put("author", author.copy().put("id", "9".repeat(6_000))),
            tweet(2).put("author", author.copy().put("id", "\ud800")),
            tweet(3).put("author", author.copy().put("id", "\udbff")),
            tweet(4).put("text", "x".repeat(3_000_000)),
            tweet(5).put("text", "half \ud83d"));

    assertThat(routed.created()).isEqualTo(5);
    assertThat(row(tweet(1)).getString("author_id")).isNull();
    assertThat(row(tweet(4)).getString("text")).hasSize(30_000);
  }
}
