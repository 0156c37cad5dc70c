package io.tidemark.tracker.lots;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.tidemark.forecast.Goal;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.Weight;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.economy.GrowthReadings;
import io.tidemark.tracker.intake.DeliveryJson;
import io.tidemark.tracker.intake.ZoneSettings;
import io.tidemark.tracker.intake.Zones;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class AdaptiveZonesTest {

  private final TrackerWorld world = TrackerWorld.begin();
  private final CadenceChanges changes = new CadenceChanges(world.stores.pool(), world.clock, 1);

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aTweetThatGrowsIsPolledAtAFewAgesUpToTheHorizon() {
    world.zone("brand", Cadence.ADAPTIVE);
    SimulatedTweet tweet = deliver(growing(60));

    List<Long> polled = pollUntilItStops(tweet);

    assertThat(polled).hasSizeBetween(3, 14).isSorted();
    assertThat(polled.getLast()).isEqualTo(24 * 60);
    assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo("age_limit");
    assertThat(decisions(tweet)).containsOnly("worth_a_poll", "age_limit");
  }

  @Test
  void aTweetThatDoesNotMoveStopsEarlyAndSaysWhatIsExpectedToBeMissed() {
    world.zone("brand", Cadence.ADAPTIVE);
    setPrice(0.05);
    SimulatedTweet tweet = deliver(dead());

    List<Long> polled = pollUntilItStops(tweet);

    Row tracking = world.tracking(tweet);
    assertThat(polled).hasSizeBetween(1, 4);
    assertThat(tracking.getString("stop_reason")).isEqualTo("not_worth_a_poll");
    assertThat(tracking.getDouble("expected_growth")).isBetween(0.0, 10.0);
    assertThat(tracking.getInteger("rounds_spared")).isZero();
    assertThat(world.stores.number("select count(*) from twitter_lots where finished_at is null"))
        .isZero();
  }

  @Test
  void whenABatchIsFullThePollsThatAreWorthMostAreMadeFirst() {
    world.zone("brand", Cadence.ADAPTIVE);
    SimulatedTweet still = world.post(dead());
    SimulatedTweet grows = world.post(growing(3_000));
    world.deliver("brand", List.of(still, grows));
    world.clock.set(nextUpdate(grows));
    world.pass().runDue();
    world.clock.set(START.plus(Duration.ofHours(20)));

    List<DueTweet> first =
        await(
            DueTweets.due(
                world.stores.pool(),
                List.of(world.stores.number("select id from twitter_lots")),
                world.clock.instant(),
                1));

    assertThat(world.tracking(grows).getDouble("poll_worth"))
        .isGreaterThan(world.tracking(still).getDouble("poll_worth"));
    assertThat(first).extracting(DueTweet::tweetId).containsExactly(grows.id());
  }

  @Test
  void tweetsOfALotThatArriveYoungArePolledTogether() {
    world.zone("brand", Cadence.ADAPTIVE);
    List<SimulatedTweet> tweets =
        IntStream.range(0, 5)
            .mapToObj(
                i -> {
                  SimulatedTweet tweet = world.post(growing(30 + i));
                  world.clock.advance(Duration.ofSeconds(40));
                  return tweet;
                })
            .toList();
    world.deliver("brand", tweets);

    assertThat(tweets).extracting(this::nextUpdate).containsOnly(nextUpdate(tweets.getFirst()));

    world.clock.set(nextUpdate(tweets.getFirst()));
    world.pass().runDue();

    assertThat(world.calls()).isEqualTo(1);
  }

  @Test
  void aTweetThatArrivesAfterTheHorizonIsNeverPolled() {
    world.zone("brand", Cadence.ADAPTIVE);
    SimulatedTweet tweet = world.post(growing(60));
    world.clock.advance(Duration.ofHours(24));
    world.deliver("brand", List.of(tweet));

    assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo("age_limit");
    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'")).isZero();
  }

  @Test
  void aPollThatIsNotWorthItsPriceOnArrivalIsNotMade() {
    world.zone("brand", Cadence.ADAPTIVE);
    setPrice(5);
    SimulatedTweet tweet = deliver(dead());

    assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo("not_worth_a_poll");
    assertThat(world.tracking(tweet).getDouble("expected_growth")).isPositive();
  }

  @Test
  void theHorizonOfTheZoneEndsThePolls() {
    world.zone("brand", Cadence.ADAPTIVE);
    settings(Duration.ofHours(6), null);
    SimulatedTweet tweet = deliver(growing(60));

    assertThat(pollUntilItStops(tweet).getLast()).isEqualTo(6 * 60);
  }

  @Test
  void anAbsentTweetIsAskedForAgainAndThenDeleted() {
    world.zone("brand", Cadence.ADAPTIVE);
    SimulatedTweet tweet = deliver(growing(600));
    world.clock.set(nextUpdate(tweet));
    world.pass().runDue();
    world.simulator.tweets().delete(tweet.id());

    pollUntilItStops(tweet);

    assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo("deleted");
  }

  @Test
  void aDoubtfulAnswerIsAskedForAgainAndTeachesNothing() {
    world.zone("brand", Cadence.ADAPTIVE);
    SimulatedTweet tweet =
        deliver(
            ScriptedGrowth.always(likes(4_000))
                .then(Duration.ofMinutes(5), likes(5_000))
                .then(Duration.ofMinutes(100), likes(0)));
    world.clock.set(nextUpdate(tweet));
    world.pass().runDue();
    while (world.clock.instant().isBefore(START.plus(Duration.ofMinutes(100)))) {
      world.clock.set(nextUpdate(tweet));
      world.pass().runDue();
    }

    assertThat(world.tracking(tweet).getString("last_outcome")).isEqualTo("doubtful");
    assertThat(nextUpdate(tweet)).isEqualTo(world.clock.instant().plus(Duration.ofMinutes(3)));
    assertThat(
            await(GrowthReadings.of(world.stores.pool(), List.of(world.id(tweet))))
                .get(world.id(tweet)))
        .extracting(Reading::count)
        .doesNotContain(0L)
        .startsWith(4_000L);
  }

  private static SimulatedCounters likes(long likes) {
    return new SimulatedCounters(0, 0, likes, 0, likes, 0);
  }

  @Test
  void countersThatAreDeliveredShortlyBeforeAPollPutItOff() {
    world.zone("brand", Cadence.ADAPTIVE);
    SimulatedTweet tweet = deliver(growing(600));
    world.clock.set(nextUpdate(tweet));
    world.pass().runDue();
    Instant planned = nextUpdate(tweet);
    world.clock.set(planned.minus(Duration.ofMinutes(2)));

    world.deliver("brand", List.of(tweet));

    assertThat(nextUpdate(tweet)).isAfter(planned);
    assertThat(due()).containsExactly(nextUpdate(tweet));
  }

  @Test
  void aStoppedTweetIsFollowedAgainWhenItIsDeliveredWithGrowth() {
    world.zone("brand", Cadence.ADAPTIVE);
    setPrice(0.05);
    SimulatedTweet tweet = deliver(burstAfter(Duration.ofHours(10), 5_000));
    pollUntilItStops(tweet);
    assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo("not_worth_a_poll");
    world.clock.set(START.plus(Duration.ofHours(11)));

    world.deliver("brand", List.of(tweet));

    Row tracking = world.tracking(tweet);
    assertThat(tracking.getString("stop_reason")).isNull();
    assertThat(tracking.getString("revived_by")).isEqualTo("delivered_again");
    assertThat(tracking.getDouble("expected_growth")).isNull();
    assertThat(due()).containsExactly(nextUpdate(tweet));
    assertThat(pollUntilItStops(tweet)).isNotEmpty();
  }

  @Test
  void aStoppedTweetIsFollowedAgainWhenNewTweetsQuoteIt() {
    world.zone("brand", Cadence.ADAPTIVE);
    setPrice(0.05);
    SimulatedTweet tweet = deliver(dead());
    pollUntilItStops(tweet);
    world.clock.set(START.plus(Duration.ofHours(8)));

    deliverAbout(tweet, 12);

    assertThat(world.tracking(tweet).getString("stop_reason")).isNull();
    assertThat(world.tracking(tweet).getString("revived_by")).isEqualTo("quoted");
    assertThat(nextUpdate(tweet)).isAfter(world.clock.instant());
  }

  @Test
  void oneReplyToATweetThatHasLongBeenStillDoesNotReviveIt() {
    world.zone("brand", Cadence.ADAPTIVE);
    setPrice(0.5);
    SimulatedTweet tweet = deliver(dead());
    pollUntilItStops(tweet);
    world.clock.set(START.plus(Duration.ofHours(20)));

    deliverAbout(tweet, 1);

    assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo("not_worth_a_poll");
  }

  @Test
  void whatTheClockStoppedIsFollowedWhenItGrowsAfterTheZoneBecameAdaptive() {
    world.zone("brand", Cadence.HOURLY_LOT);
    SimulatedTweet tweet = deliver(burstAfter(Duration.ofHours(2), 5_000));
    pollUntilItStops(tweet);
    assertThat(world.tracking(tweet).getString("stop_reason"))
        .isEqualTo("no_change_below_threshold");
    change(Cadence.ADAPTIVE);
    world.clock.set(START.plus(Duration.ofHours(3)));

    world.deliver("brand", List.of(tweet));

    assertThat(world.tracking(tweet).getString("stop_reason")).isNull();
    assertThat(world.tracking(tweet).getString("revived_by")).isEqualTo("delivered_again");
  }

  @Test
  void anEditedTweetStaysStoppedWhateverIsDelivered() {
    world.zone("brand", Cadence.ADAPTIVE);
    SimulatedTweet older = world.post(growing(600));
    SimulatedTweet active = world.post(growing(600));
    world.deliver("brand", List.of(older, active));
    world.stores.sql(
        """
        update twitter_engagement_tracking
        set stop_reason = 'superseded', stopped_at = '%s', next_update_at = null
        where tweet_db_id = %d
        """
            .formatted(START, world.id(older)));
    world.clock.set(START.plus(Duration.ofHours(1)));

    world.deliver("brand", List.of(older, active));

    assertThat(world.tracking(older).getString("stop_reason")).isEqualTo("superseded");
    assertThat(world.tracking(active).getString("stop_reason")).isNull();
  }

  @Test
  void aZoneThatBecomesAdaptivePaysForNoPollThatIsNotWorthOne() {
    world.zone("brand", Cadence.HOURLY_LOT);
    SimulatedTweet tweet = deliver(dead());
    setPrice(5);

    change(Cadence.ADAPTIVE);

    assertThat(nextUpdate(tweet)).isEqualTo(START.plus(Duration.ofHours(1)));
  }

  @Test
  void aManualRefreshThatFindsGrowthRevivesAndItsReadingCounts() {
    world.zone("brand", Cadence.ADAPTIVE);
    setPrice(0.05);
    SimulatedTweet tweet = deliver(burstAfter(Duration.ofHours(10), 5_000));
    pollUntilItStops(tweet);
    world.clock.set(START.plus(Duration.ofHours(11)));

    await(
        world
            .refreshes(
                world.stores.app(), TweetSources.of(world.stores.app()), Ticker.systemTicker())
            .refresh(world.id(tweet)));

    assertThat(world.tracking(tweet).getString("stop_reason")).isNull();
    assertThat(world.tracking(tweet).getString("revived_by")).isEqualTo("refresh");
    assertThat(due()).containsExactly(nextUpdate(tweet));
  }

  @Test
  void aSampledTweetIsPolledDenselyWhateverTheCadence() {
    world.zone("brand", Cadence.HOURLY_LOT);
    settings(null, 100.0);
    SimulatedTweet tweet = deliver(dead());

    List<Long> polled = pollUntilItStops(tweet);

    assertThat(polled).hasSize(16).startsWith(4L, 6L, 10L, 15L).endsWith(810L, 1200L, 1440L);
    assertThat(decisions(tweet)).containsOnly("sampled", "age_limit");
    assertThat(
            world.stores.number(
                "select count(*) from sampled_tweets where ends_at = '%s'"
                    .formatted(START.plus(Duration.ofHours(24)))))
        .isEqualTo(1);
  }

  @Test
  void aChangedHorizonMovesTheEndOfSampledTweets() {
    world.zone("brand", Cadence.HOURLY_LOT);
    settings(null, 100.0);
    deliver(dead());

    settings(Duration.ofDays(2), null);

    assertThat(
            world.stores.number(
                "select count(*) from sampled_tweets where ends_at = '%s'"
                    .formatted(START.plus(Duration.ofDays(2)))))
        .isEqualTo(1);
  }

  @Test
  void aZoneThatBecomesAdaptiveAndBackTakesWaitingLotsAlong() {
    world.zone("brand", Cadence.HOURLY_LOT);
    SimulatedTweet tweet = deliver(growing(60));
    assertThat(nextUpdate(tweet)).isEqualTo(START.plus(Duration.ofHours(1)));

    change(Cadence.ADAPTIVE);
    Instant adaptive = nextUpdate(tweet);
    assertThat(adaptive).isNotEqualTo(START.plus(Duration.ofHours(1)));
    assertThat(due()).containsExactly(adaptive);

    change(Cadence.HOURLY_LOT);
    assertThat(nextUpdate(tweet)).isEqualTo(START.plus(Duration.ofHours(1)));
  }

  private void change(Cadence cadence) {
    await(new Zones(world.stores.pool()).change("brand", ZoneSettings.of(null, cadence), START));
    changes.applyAll();
  }

  private void settings(Duration horizon, Double samplePercent) {
    await(
        new Zones(world.stores.pool())
            .change(
                "brand",
                new ZoneSettings(
                    null,
                    null,
                    null,
                    null,
                    horizon,
                    new Goal.PollsPerTweet(4),
                    Weight.EACH,
                    samplePercent),
                START));
    changes.applyAll();
  }

  private void setPrice(double price) {
    world.stores.sql("update zones set poll_price = " + price);
  }

  private SimulatedTweet deliver(Growth growth) {
    SimulatedTweet tweet = world.post(growth);
    world.deliver("brand", List.of(tweet));
    return tweet;
  }

  /** Delivers new tweets that quote a tweet. */
  private void deliverAbout(SimulatedTweet tweet, int count) {
    JsonObject body =
        world.body("brand", IntStream.range(0, count).mapToObj(i -> world.post(dead())).toList());
    for (Object quoting : body.getJsonArray("tweets")) {
      ((JsonObject) quoting).put("quoted_tweet", new JsonObject().put("id", tweet.id()));
    }
    await(
        world.intake.accept(
            DeliveryJson.read(DeliveryJson.parse(body.encode().getBytes(StandardCharsets.UTF_8))),
            body.encode().length(),
            body::encode));
  }

  /** Runs each round when it is due; the ages in minutes at which the tweet was polled. */
  private List<Long> pollUntilItStops(SimulatedTweet tweet) {
    List<Long> polled = new ArrayList<>();
    while (world.tracking(tweet).getString("stop_reason") == null) {
      assertThat(nextUpdate(tweet)).isAfter(world.clock.instant());
      world.clock.set(nextUpdate(tweet));
      world.pass().runDue();
      polled.add(Duration.between(tweet.createdAt(), world.clock.instant()).toMinutes());
    }
    return polled;
  }

  private List<String> decisions(SimulatedTweet tweet) {
    return world
        .stores
        .sql(
            "select distinct decision from twitter_engagement_history where tweet_id = "
                + world.id(tweet))
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private Instant nextUpdate(SimulatedTweet tweet) {
    return world.tracking(tweet).getOffsetDateTime("next_update_at").toInstant();
  }

  private List<Instant> due() {
    return world.stores.sql("select due_at from timers where kind = 'lot' order by due_at").stream()
        .map(row -> row.getOffsetDateTime(0).toInstant())
        .toList();
  }

  /** Still, and then a thousand likes an hour. */
  private static Growth burstAfter(Duration still, long likesPerHour) {
    List<ScriptedGrowth.Step> steps = new ArrayList<>();
    steps.add(new ScriptedGrowth.Step(Duration.ZERO, new SimulatedCounters(0, 0, 0, 0, 0, 0)));
    for (int minute = 10; minute <= 20 * 60; minute += 10) {
      long likes = likesPerHour * minute / 60;
      steps.add(
          new ScriptedGrowth.Step(
              still.plus(Duration.ofMinutes(minute)),
              new SimulatedCounters(0, 0, likes, 0, likes, 0)));
    }
    return new ScriptedGrowth(steps);
  }
}
