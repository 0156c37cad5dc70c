package io.tidemark.tracker.economy;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.dead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class HourlyPricesTest {

  private static final PollPrice TWITTERAPI = new PollPrice(0.00015, false);
  private static final PollPrice X = new PollPrice(0.005, true);
  private static final double FIRST = 0.02;

  private static TrackerWorld world;
  private static int zones;

  private final String zone = "zone-" + ++zones;

  @BeforeAll
  static void begin() {
    world = TrackerWorld.begin();
    await(world.partitions.makeAhead(TrackerWorld.START));
  }

  @AfterAll
  static void end() {
    world.close();
  }

  @BeforeEach
  void tenTweetsAreDeliveredInTheFirstHour() {
    world.clock.set(TrackerWorld.START);
    world.zone(zone, Cadence.ADAPTIVE);
    world.stores.sql("update zones set sample_share = 0 where id = '%s'".formatted(zone));
    move(TWITTERAPI);
    world.clock.advance(Duration.ofMinutes(1));
    world.deliver(zone, world.post(10, dead()));
  }

  private static void move(PollPrice price) {
    new HourlyPrices(world.stores.pool(), world.clock, price).moveAll();
  }

  private void hourWithPolls(int ofEach) {
    world.clock.advance(Duration.ofHours(1));
    polled(world.clock.instant().minusSeconds(600), ofEach);
  }

  /** Polls of each tweet, a second apart from each other, the last one then. */
  private void polled(Instant at, int ofEach) {
    world.stores.sql(
        """
        insert into twitter_engagement_history (tweet_id, snapshot_at, origin, round, like_count)
        select id, timestamptz '%s' - number * interval '1 second', 'poll', number, 0
        from twitter_tweets, generate_series(1, %d) as number
        where zone_id = '%s'
        """
            .formatted(at, ofEach, zone));
  }

  private double price() {
    return world
        .stores
        .sql("select poll_price from zones where id = '%s'".formatted(zone))
        .getFirst()
        .getDouble(0);
  }

  private List<Row> rows() {
    return world.stores.sql(
        "select * from zone_prices where zone_id = '%s' order by at".formatted(zone));
  }

  @Test
  void morePollsThanTheGoalRaiseThePrice() {
    hourWithPolls(9);
    move(TWITTERAPI);

    Row hour = rows().getLast();
    assertThat(hour.getLong("tweets")).isEqualTo(10);
    assertThat(hour.getLong("polls")).isEqualTo(90);
    assertThat(hour.getDouble("usd")).isCloseTo(90 * 0.00015, within(1e-12));
    assertThat(price()).isGreaterThan(FIRST).isEqualTo(hour.getDouble("price"));
  }

  @Test
  void fewerPollsThanTheGoalLowerThePrice() {
    hourWithPolls(1);
    move(TWITTERAPI);

    assertThat(price()).isLessThan(FIRST);
  }

  @Test
  void hoursWithoutAProcessAreOneLongerHour() {
    hourWithPolls(4);
    hourWithPolls(4);
    hourWithPolls(4);
    move(TWITTERAPI);
    world.clock.advance(Duration.ofMinutes(1));
    move(TWITTERAPI);

    assertThat(rows()).hasSize(2);
    assertThat(rows().getLast().getLong("polls")).isEqualTo(120);
  }

  @Test
  void thePriceStaysWhileAPauseKeepsTweetsFromBeingPolled() {
    world.stores.sql("update zones set status = 'paused' where id = '%s'".formatted(zone));
    hourWithPolls(0);
    move(TWITTERAPI);

    assertThat(rows()).hasSize(2);
    assertThat(price()).isEqualTo(FIRST);
  }

  @Test
  void thePriceDoesNotFallWhileLotsAreHeldBack() {
    world.stores.sql(
        "update twitter_lots set waiting_reason = 'the budget is used up' where zone_id = '%s'"
            .formatted(zone));
    hourWithPolls(1);
    move(TWITTERAPI);
    assertThat(price()).isEqualTo(FIRST);

    world.clock.advance(Duration.ofMinutes(1));
    world.deliver(zone, world.post(10, dead()));
    hourWithPolls(30);
    move(TWITTERAPI);
    assertThat(price()).isGreaterThan(FIRST);
  }

  @Test
  void pollsOfTheSampleDoNotMoveThePrice() {
    world.stores.sql(
        """
        insert into sampled_tweets
        select id, zone_id, received_at + interval '1 day'
        from twitter_tweets
        where zone_id = '%s'
        """
            .formatted(zone));
    hourWithPolls(20);
    move(TWITTERAPI);

    Row hour = rows().getLast();
    assertThat(hour.getLong("sampled_tweets")).isEqualTo(10);
    assertThat(hour.getLong("sampled_polls")).isEqualTo(200);
    assertThat(price()).isEqualTo(FIRST);
  }

  @Test
  void xChargesForATweetOnceInAUtcDay() {
    hourWithPolls(3);
    move(X);
    assertThat(rows().getLast().getDouble("usd")).isCloseTo(10 * 0.005, within(1e-9));

    hourWithPolls(3);
    move(X);
    assertThat(rows().getLast().getDouble("usd")).isZero();

    world.clock.set(Instant.parse("2026-11-03T00:30:00Z"));
    polled(Instant.parse("2026-11-03T00:10:00Z"), 2);
    move(X);
    assertThat(rows().getLast().getDouble("usd")).isCloseTo(10 * 0.005, within(1e-9));
  }

  @Test
  void aGoalOfAnErrorFollowsTheNewestAudit() {
    world.stores.sql(
        "update zones set goal = 'error_percent', goal_value = 2 where id = '%s'".formatted(zone));
    hourWithPolls(3);
    move(TWITTERAPI);
    assertThat(price()).as("nothing is known of the error").isEqualTo(FIRST);

    world.stores.sql(
        """
        insert into zone_audits
        values ('%s', '2026-11-01', now(), '{"tweets": 30, "engagement": 900, "forecasts": [],
          "rules": [{"name": "ADAPTIVE", "inForce": true,
            "errorPercent": {"value": 5, "lower": 4, "upper": 6}}]}')
        """
            .formatted(zone));
    hourWithPolls(3);
    move(TWITTERAPI);
    assertThat(price()).as("5 % are missed, and 2 % is the goal").isLessThan(FIRST);
  }

  @Test
  void hoursAreKeptForThirtyDays() {
    world.stores.sql(
        """
        insert into zone_prices (
          zone_id, at, price, tweets, polls, sampled_tweets, sampled_polls, usd, readings)
        select '%1$s', timestamptz '%2$s' - days * interval '1 day', 1, 0, 0, 0, 0, 0, 0
        from unnest(array[29, 31]) as days
        """
            .formatted(zone, world.clock.instant()));

    move(TWITTERAPI);

    assertThat(rows()).hasSize(2);
  }
}
