package io.tidemark.tracker.forecasts;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.Streams;
import io.tidemark.growth.GrowthModels;
import io.tidemark.growth.GrowthModels.Extent;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.forecasts.TweetForecasts.Drawn;
import io.tidemark.tracker.reads.Curve;
import io.tidemark.tracker.reads.Curves;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All in one world: each test has tweets of its own, and the clock stands still. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class TweetForecastsTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final TrackerWorld world = TrackerWorld.begin();
  private final Curves curves = new Curves(world.stores.pool());
  private final TweetForecasts forecasts =
      new TweetForecasts(world.stores.pool(), new GrowthModels());

  @BeforeAll
  void begin() {
    world.zone("brand", Cadence.HOURLY_LOT);
    await(world.partitions.makeAhead(START));
  }

  @AfterAll
  void end() {
    world.close();
  }

  private long tweet(String zone) {
    var tweet = world.post(dead());
    world.deliver(zone, List.of(tweet));
    return world.id(tweet);
  }

  private void snapshot(long tweet, Duration age, String columns, String values) {
    world.stores.sql(
        """
        insert into twitter_engagement_history (tweet_id, snapshot_at, origin, %s)
        values (%d, '%s', 'webhook', %s)
        """
            .formatted(columns, tweet, START.plus(age), values));
  }

  private void snapshot(long tweet, Duration age, long likes) {
    snapshot(
        tweet,
        age,
        "like_count, retweet_count, reply_count, quote_count, delta_likes, carried_engagement",
        likes + ", 0, 0, 0, " + likes + ", 0");
  }

  private Drawn drawn(long tweet, Duration age) {
    return drawn(tweet, START.plus(age), null);
  }

  private Drawn drawn(long tweet, Instant now, Duration at) {
    Curve curve = await(curves.of(tweet)).orElseThrow();
    return await(forecasts.of(curve, now, at));
  }

  private static List<Long> read(Drawn drawn) {
    return drawn.curve().stream()
        .filter(point -> !point.estimated())
        .map(CurvePoint::totalEngagement)
        .toList();
  }

  @Test
  void aTweetThatJustArrivedIsForecastByItsArrival() {
    Drawn drawn = drawn(tweet("brand"), Duration.ofMinutes(1));

    assertThat(read(drawn)).containsExactly(0L);
    assertThat(drawn.curve().getFirst().at()).isEqualTo(START);
    assertThat(drawn.forecast().readings()).isZero();
    assertThat(drawn.forecast().of80()).isNull();
    assertThat(drawn.forecast().horizonAt()).isEqualTo(START.plus(Duration.ofDays(1)));
  }

  @Test
  void oneReadingIsEnoughForIntervals() {
    long tweet = tweet("brand");
    snapshot(tweet, HOUR, 60);

    EngagementForecast forecast = drawn(tweet, HOUR).forecast();

    assertThat(forecast.readings()).isEqualTo(1);
    assertThat(forecast.median()).isGreaterThan(60);
    assertThat(forecast.of80().from()).isBetween(60L, forecast.median());
    assertThat(forecast.of90().to()).isGreaterThan(forecast.of80().to());
    assertThat(forecast.basis().calibrated()).isTrue();
    assertThat(forecast.basis().curves()).isEqualTo(ShippedModel.tweets().curves());
  }

  @Test
  void doubtfulSnapshotsAreNoReadingsAndPartialOnesKeepWhatTheyLack() {
    long tweet = tweet("brand");
    snapshot(tweet, HOUR, 60);
    snapshot(tweet, HOUR.multipliedBy(2), "like_count, doubtful", "0, true");
    snapshot(
        tweet,
        HOUR.multipliedBy(3),
        "retweet_count, delta_retweets, carried_engagement",
        "10, 10, 60");

    Drawn drawn = drawn(tweet, HOUR.multipliedBy(3));

    assertThat(read(drawn)).containsExactly(0L, 60L, 70L);
    assertThat(drawn.forecast().readings()).isEqualTo(2);
  }

  @Test
  void countersGrowInProportionToTheEngagement() {
    var tweet = world.post(growing(60));
    world.deliver("brand", List.of(tweet));
    long id = world.id(tweet);
    world.stores.sql(
        """
        update twitter_tweets
        set like_count = 60, retweet_count = 20, reply_count = 0, quote_count = null,
          view_count = 8000, bookmark_count = null
        where id = %d
        """
            .formatted(id));
    snapshot(
        id,
        HOUR,
        "like_count, retweet_count, reply_count, delta_likes, delta_retweets, carried_engagement",
        "60, 20, 0, 60, 20, 0");

    EngagementForecast forecast = drawn(id, HOUR).forecast();

    double factor = forecast.median() / 80.0;
    assertThat(forecast.counters().likes()).isEqualTo(Math.round(60 * factor));
    assertThat(forecast.counters().retweets()).isEqualTo(Math.round(20 * factor));
    assertThat(forecast.counters().views()).isEqualTo(Math.round(8_000 * factor));
    assertThat(forecast.counters().replies()).isZero();
    assertThat(forecast.counters().quotes()).isNull();
  }

  @Test
  void thereIsAForecastOfEachAgeUpToTheHorizon() {
    long tweet = tweet("brand");
    snapshot(tweet, HOUR, 60);

    EngagementForecast early = drawn(tweet, START.plus(HOUR), HOUR.multipliedBy(3)).forecast();
    EngagementForecast day = drawn(tweet, START.plus(HOUR), null).forecast();
    EngagementForecast past = drawn(tweet, START.plus(HOUR), HOUR.dividedBy(2)).forecast();

    assertThat(early.at()).isEqualTo(START.plus(HOUR.multipliedBy(3)));
    assertThat(early.median()).isBetween(60L, day.median());
    assertThat(day.ageSeconds()).isEqualTo(86_400);
    assertThat(past.at()).isEqualTo(START.plus(HOUR));
    assertThat(past.median()).isEqualTo(60);
  }

  @Test
  void pastTheHorizonTheCurveStaysAndTheForecastIsGone() {
    long tweet = tweet("brand");
    snapshot(tweet, HOUR, 60);

    Drawn before = drawn(tweet, Duration.ofDays(1).minusMillis(1));
    Drawn after = drawn(tweet, Duration.ofDays(1));

    assertThat(before.forecast()).isNotNull();
    assertThat(after.forecast()).isNull();
    assertThat(after.curve()).isEqualTo(before.curve()).hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deleted", "private", "superseded"})
  void aTweetThatIsGoneIsExpectedToDoNothing(String reason) {
    long tweet = tweet("brand");
    snapshot(tweet, HOUR, 60);
    world.stores.sql(
        """
        update twitter_engagement_tracking
        set stop_reason = '%s', stopped_at = '%s', next_update_at = null
        where tweet_db_id = %d
        """
            .formatted(reason, START, tweet));

    Drawn drawn = drawn(tweet, HOUR);

    assertThat(drawn.forecast()).isNull();
    assertThat(drawn.curve().getLast().totalEngagement()).isEqualTo(60);
    assertThat(drawn.curve().getLast().estimated()).isFalse();
  }

  @Test
  void theModelOfTheZoneComesFirstAndWithoutCalibrationHasNoIntervals() {
    world.zone("own", Cadence.ADAPTIVE);
    long tweet = tweet("own");
    snapshot(tweet, HOUR, 60);
    assertThat(drawn(tweet, HOUR).forecast().basis().model()).isEqualTo(Extent.SHIPPED);
    add(null, ShippedModel.tweets());
    assertThat(drawn(tweet, HOUR).forecast().basis().model()).isEqualTo(Extent.PLATFORM);
    add("own", Streams.model(3, 10, 4));

    EngagementForecast forecast = drawn(tweet, HOUR).forecast();

    assertThat(forecast.basis().model()).isEqualTo(Extent.ZONE);
    assertThat(forecast.basis().source()).isEqualTo("a drawn stream");
    assertThat(forecast.basis().calibrated()).isFalse();
    assertThat(forecast.of80()).isNull();
    assertThat(forecast.of90()).isNull();
    assertThat(forecast.median()).isGreaterThanOrEqualTo(60);
    world.stores.sql("delete from growth_models");
  }

  private void add(String zone, GrowthModel model) {
    await(GrowthModels.add(world.stores.pool(), zone, null, "twitter", "engagement", model, START));
  }

  @Test
  void aZoneWithAnotherHorizonIsForecastUpToIt() {
    world.zone("long", Cadence.ADAPTIVE);
    world.stores.sql("update zones set horizon_minutes = 4320 where id = 'long'");
    long tweet = tweet("long");
    snapshot(tweet, HOUR, 60);

    Drawn drawn = drawn(tweet, Duration.ofDays(2));

    assertThat(drawn.forecast().horizonAt()).isEqualTo(START.plus(Duration.ofDays(3)));
    assertThat(drawn.forecast().basis().calibrated()).isFalse();
    assertThat(drawn.curve().getLast().at()).isEqualTo(START.plus(Duration.ofDays(3)));
  }
}
