package io.tidemark.tracker.intake;

import static io.tidemark.boot.TestFoundation.await;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Accepted.Routed;
import io.tidemark.tracker.intake.Arrival.Destination;
import io.tidemark.tracker.intake.Arrival.OfRule;
import io.tidemark.tracker.intake.Arrival.OfZone;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries that are written in one transaction leave what they leave one after the other. */
@Tag("server")
class WrittenTogetherTest {

  private final TrackerWorld world = TrackerWorld.begin();
  private final DeliveryWriter writer = new DeliveryWriter(world.stores.pool(), world.partitions);

  @AfterEach
  void end() {
    world.close();
  }

  private static String id(int number) {
    long at = TrackerWorld.START.minus(Duration.ofMinutes(3)).toEpochMilli();
    return Long.toString(((at - 1_288_834_974_657L) << 22) + number);
  }

  private static JsonObject tweet(int number, int likes) {
    return new JsonObject()
        .put("id", id(number))
        .put("text", "tweet " + number)
        .put("likeCount", likes)
        .put("author", author(number % 3));
  }

  private static JsonObject author(int number) {
    return new JsonObject().put("id", "" + number).put("userName", "author" + number);
  }

  private Arrival arrival(Destination to, JsonObject... tweets) {
    Delivery delivery =
        DeliveryJson.read(
            DeliveryJson.parse(
                new JsonArray(List.of(tweets)).encode().getBytes(StandardCharsets.UTF_8)));
    Instant now = world.clock.instant();
    return new Arrival(delivery, to, now, now, null, null);
  }

  private List<Optional<Routed>> write(List<Arrival> arrivals) {
    return await(writing(arrivals));
  }

  private Future<List<Optional<Routed>>> writing(List<Arrival> arrivals) {
    return world.stores.pool().withTransaction(transaction -> writer.write(transaction, arrivals));
  }

  private List<Optional<Routed>> writeOneByOne(List<Arrival> arrivals) {
    return arrivals.stream().map(arrival -> write(List.of(arrival)).getFirst()).toList();
  }

  private void zone(String id, Cadence cadence) {
    world.zone(id, cadence);
    world.stores.sql("update zones set poll_price = 0.001 where id = '" + id + "'");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theyLeaveTheSameAsOneByOne(long seed) {
    for (String way : List.of("group", "single")) {
      zone(way + "-clock", Cadence.HOURLY_LOT);
      zone(way + "-price", Cadence.ADAPTIVE);
    }

    for (int time = 0; time < 3; time++) {
      List<Optional<Routed>> group = write(random("group", seed * 10 + time));
      List<Optional<Routed>> single = writeOneByOne(random("single", seed * 10 + time));

      assertThat(group.stream().map(WrittenTogetherTest::told).toList())
          .isEqualTo(single.stream().map(WrittenTogetherTest::told).toList());
      assertThat(left("group")).isEqualTo(left("single"));
      world.clock.advance(Duration.ofMinutes(25));
    }
  }

  private static String told(Optional<Routed> routed) {
    return routed
        .map(
            to ->
                "%d %d %d %d %s %s"
                    .formatted(
                        to.processed(),
                        to.created(),
                        to.duplicates(),
                        to.snapshots(),
                        to.lotId() != null,
                        to.firstUpdateAt()))
        .orElse("none");
  }

  /** Few tweets, so that they repeat, edit, quote and answer each other. */
  private List<Arrival> random(String way, long seed) {
    var random = new SplittableRandom(seed);
    List<Arrival> arrivals = new ArrayList<>();
    for (int delivery = 0; delivery < 12; delivery++) {
      Destination to =
          switch (random.nextInt(4)) {
            case 0 -> new OfZone(way + "-clock");
            case 1 -> new OfRule(way + "-price");
            case 2 -> new OfZone(way + "-price");
            default -> new OfRule(way + "-clock");
          };
      arrivals.add(
          arrival(
              to,
              IntStream.range(0, random.nextInt(4))
                  .mapToObj(i -> random(random))
                  .toArray(JsonObject[]::new)));
    }
    arrivals.add(arrival(new OfRule("unknown"), tweet(1, 1)));
    return arrivals;
  }

  private static JsonObject random(SplittableRandom random) {
    int number = random.nextInt(14);
    JsonObject tweet = tweet(number, random.nextInt(2_000));
    switch (random.nextInt(6)) {
      case 0 -> tweet.put("inReplyToId", id(random.nextInt(14)));
      case 1 -> tweet.put("quoted_tweet", tweet(random.nextInt(14), 1));
      case 2 ->
          tweet
              .put("edit_history_tweet_ids", new JsonArray().add(id(number)).add(id(number + 1)))
              .put("id", id(number + 1));
      case 3 -> tweet.remove("likeCount");
      case 4 -> tweet.put("viewCount", random.nextInt(9_000));
      default -> tweet.put("retweetCount", random.nextInt(900));
    }
    return tweet;
  }

  /** Everything that deliveries left in the zones of one way, without ids. */
  private List<String> left(String way) {
    return List.of(
            """
            select tweet.zone_id, tweet.tweet_id, tweet.author_id, tweet.received_at,
              tweet.captured_at, tweet.like_count, tweet.retweet_count, tweet.view_count,
              tweet.older_counters, newer.tweet_id as newer,
              tracking.tier, tracking.next_update_at, tracking.stop_reason, tracking.stopped_at,
              -- Of one that is superseded nothing depends on it.
              tracking.moved_since_poll and tracking.stop_reason is null as moved,
              tracking.revived_by, tracking.expected_growth,
              (select count(*) from twitter_lots before
                where before.zone_id = tweet.zone_id and before.id < tracking.lot_id) as lot
            from twitter_tweets tweet
            left join twitter_tweets newer on newer.id = tweet.superseded_by
            join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
            where tweet.zone_id like $1
            order by tweet.zone_id, tweet.tweet_id
            """,
            """
            select tweet.zone_id, tweet.tweet_id, history.snapshot_at, history.like_count,
              history.retweet_count, history.view_count, history.delta_likes,
              history.delta_retweets, history.delta_views, history.engagement_velocity,
              history.carried_engagement
            from twitter_engagement_history history
            join twitter_tweets tweet on tweet.id = history.tweet_id
            where tweet.zone_id like $1
            order by tweet.zone_id, tweet.tweet_id, history.snapshot_at
            """,
            """
            select delivery.zone_id, delivery.rule_id, delivery.processed, delivery.created,
              delivery.duplicates, delivery.errors, lot.tweets, lot.arrived_at, lot.finished_at,
              -- Due for a tweet that is superseded, a lot finds that nothing is left to do.
              timer.due_at <= (
                select min(next_update_at) from twitter_engagement_tracking
                where lot_id = lot.id) as due
            from webhook_deliveries delivery
            left join twitter_lots lot on lot.delivery_id = delivery.id
            left join timers timer on timer.kind = 'lot' and timer.subject = lot.id
            where delivery.zone_id like $1
            order by delivery.id
            """,
            """
            select * from twitter_edits where zone_id like $1 order by zone_id, old_id, new_id
            """,
            """
            select zone_id, tier, stop_reason, sum(tweets) as tweets from tracking_tallies
            where zone_id like $1
            group by zone_id, tier, stop_reason
            having sum(tweets) <> 0
            order by zone_id, tier, stop_reason
            """)
        .stream()
        .flatMap(sql -> world.stores.sql(sql.replace("$1", "'" + way + "-%'")).stream())
        .map(row -> row.toJson().encode().replace(way, ""))
        .toList();
  }

  @Test
  void aTweetOfTwoDeliveriesIsNewInTheFirstAndReadInTheSecond() {
    zone("brand", Cadence.HOURLY_LOT);
    zone("other", Cadence.HOURLY_LOT);

    List<Optional<Routed>> results =
        write(
            List.of(
                arrival(new OfZone("brand"), tweet(1, 5)),
                arrival(new OfZone("other"), tweet(1, 5)),
                arrival(new OfRule("brand"), tweet(1, 9)),
                arrival(new OfZone("brand"), tweet(1, 7))));

    assertThat(results.stream().map(Optional::orElseThrow))
        .extracting(Routed::created, Routed::duplicates, Routed::snapshots)
        .extracting(Object::toString)
        .containsExactly("(1, 0, 0)", "(1, 0, 0)", "(0, 1, 1)", "(0, 1, 0)");
    assertThat(world.stores.number("select sum(like_count) from twitter_tweets")).isEqualTo(14);
  }

  @Test
  void oneWhoseZoneIsBeingDeletedLeavesNothingAndTheOthersAreTaken() {
    zone("gone", Cadence.HOURLY_LOT);
    zone("brand", Cadence.HOURLY_LOT);
    await(new ZoneEnds(world.stores.pool()).remove("gone"));

    List<Optional<Routed>> results =
        write(
            List.of(
                arrival(new OfZone("gone"), tweet(1, 5)),
                arrival(new OfRule("gone"), tweet(2, 5)),
                arrival(new OfZone("brand"), tweet(3, 5))));

    assertThat(results.stream().map(Optional::isPresent)).containsExactly(false, false, true);
    assertThat(world.stores.sql("select zone_id from twitter_tweets"))
        .extracting(row -> row.getString(0))
        .containsExactly("brand");
  }

  @Test
  void eachKeepsItsOwnTraceAndItsOwnLot() {
    zone("brand", Cadence.HOURLY_LOT);
    List<Arrival> arrivals =
        IntStream.range(0, 3)
            .mapToObj(
                i -> {
                  Arrival plain = arrival(new OfZone("brand"), tweet(i, 5));
                  return new Arrival(
                      plain.delivery(), plain.to(), plain.now(), plain.now(), "trace" + i, null);
                })
            .toList();

    List<Optional<Routed>> results = write(arrivals);

    assertThat(
            world.stores.sql(
                """
                select lot.id, delivery.traceparent
                from twitter_lots lot
                join webhook_deliveries delivery on delivery.id = lot.delivery_id
                order by delivery.id
                """))
        .extracting(row -> row.getLong(0) + row.getString(1))
        .containsExactlyElementsOf(
            IntStream.range(0, 3)
                .mapToObj(i -> results.get(i).orElseThrow().lotId() + "trace" + i)
                .toList());
  }

  @Test
  void groupsOfTheSameTweetsAndAuthorsDoNotDeadlock() {
    zone("one", Cadence.HOURLY_LOT);
    zone("two", Cadence.HOURLY_LOT);
    List<Future<List<Optional<Routed>>>> groups = new ArrayList<>();
    for (int time = 0; time < 8; time++) {
      int likes = time * 10;
      List<Arrival> arrivals = new ArrayList<>();
      for (int number = 0; number < 20; number++) {
        JsonObject tweet = tweet(number, likes);
        tweet.getJsonObject("author").put("followers", likes);
        arrivals.add(arrival(new OfZone(number % 2 == 0 ? "one" : "two"), tweet));
      }
      groups.add(writing(time % 2 == 0 ? arrivals : arrivals.reversed()));
    }

    long created =
        groups.stream()
            .flatMap(group -> await(group).stream())
            .mapToLong(result -> result.orElseThrow().created())
            .sum();

    assertThat(created).isEqualTo(20);
    assertThat(
            world.stores.sql("select distinct like_count from twitter_tweets").stream()
                .map(row -> row.getValue(0).toString())
                .collect(joining()))
        .as("never an older count over a newer one")
        .isEqualTo("70");
  }

  @Test
  void whatIsNewOfAnAuthorIsKeptAndWhatIsOldIsNot() {
    zone("brand", Cadence.HOURLY_LOT);
    JsonObject first = tweet(1, 5);
    first.getJsonObject("author").put("followers", 5).put("description", "a word");
    write(List.of(arrival(new OfZone("brand"), first)));
    world.clock.advance(Duration.ofMinutes(1));
    write(List.of(arrival(new OfZone("brand"), first)));
    assertThat(updatedAt()).as("nothing is new").isEqualTo(TrackerWorld.START);
    Arrival waited = arrival(new OfZone("brand"), followers(9));
    world.clock.advance(Duration.ofMinutes(1));
    Instant now = world.clock.instant();

    write(
        List.of(
            new Arrival(waited.delivery(), waited.to(), waited.now(), now, null, null),
            arrival(new OfZone("brand"), followers(7))));
    assertThat(world.stores.number("select followers from twitter_profiles")).isEqualTo(7);
    assertThat(world.stores.number("select length(description) from twitter_profiles"))
        .isEqualTo(6);
    assertThat(updatedAt()).isEqualTo(now);

    world.clock.advance(Duration.ofMinutes(61));
    write(List.of(arrival(new OfZone("brand"), followers(7))));
    assertThat(updatedAt()).as("once an hour").isEqualTo(world.clock.instant());
  }

  private static JsonObject followers(int followers) {
    JsonObject tweet = tweet(1, 5);
    tweet.getJsonObject("author").put("followers", followers);
    return tweet;
  }

  private Instant updatedAt() {
    return world
        .stores
        .sql("select updated_at from twitter_profiles")
        .getFirst()
        .getOffsetDateTime(0)
        .toInstant();
  }
}
