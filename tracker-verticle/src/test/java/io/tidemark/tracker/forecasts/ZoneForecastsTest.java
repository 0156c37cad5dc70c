package io.tidemark.tracker.forecasts;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.dead;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.growth.GrowthModels;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.forecasts.ZoneForecasts.Expected;
import io.tidemark.tracker.forecasts.ZoneForecasts.Found;
import io.tidemark.tracker.forecasts.ZoneForecasts.Place;
import io.tidemark.tracker.forecasts.ZoneForecasts.Sort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ZoneForecastsTest {

  private static final int PAGE = 10;

  private final TrackerWorld world = TrackerWorld.begin();
  private final ZoneForecasts forecasts =
      new ZoneForecasts(world.stores.vertx(), world.stores.pool(), new GrowthModels());

  @BeforeEach
  void deliver() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.zone("other", Cadence.HOURLY_LOT);
    await(world.partitions.makeAhead(START));
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** A tweet that arrived new at a time and was read once, with so many likes. */
  private long tweet(String zone, Duration arrival, Duration age, long likes) {
    world.clock.set(START.plus(arrival));
    SimulatedTweet tweet = world.post(dead());
    world.deliver(zone, List.of(tweet));
    long id = world.id(tweet);
    Instant at = START.plus(arrival).plus(age);
    world.stores.sql(
        """
        update twitter_tweets
        set like_count = %2$d, captured_at = '%3$s'
        where id = %1$d
        """
            .formatted(id, likes, at));
    world.stores.sql(
        """
        insert into twitter_engagement_history (
          tweet_id, snapshot_at, origin, like_count, delta_likes, carried_engagement)
        values (%1$d, '%3$s', 'webhook', %2$d, %2$d, 0)
        """
            .formatted(id, likes, at));
    return id;
  }

  private Found found(Duration now, Sort sort, Place after, int limit) {
    return await(forecasts.of("brand", START.plus(now), sort, after, limit)).orElseThrow();
  }

  private static List<Long> ids(Found found) {
    return found.tweets().stream().map(expected -> expected.tweet().id()).toList();
  }

  @Test
  void theBiggestToBeAreFirstOfThoseBelowTheHorizon() {
    Duration hour = Duration.ofHours(1);
    long past = tweet("brand", Duration.ZERO, hour, 9_000);
    long old = tweet("brand", hour, hour.multipliedBy(20), 300);
    long young = tweet("brand", hour.multipliedBy(21), hour.dividedBy(2), 200);
    long still = tweet("brand", hour.multipliedBy(22), hour.dividedBy(2), 0);
    tweet("other", hour.multipliedBy(22), hour.dividedBy(2), 5_000);
    Duration now = hour.multipliedBy(24);

    Found expected = found(now, Sort.EXPECTED, null, PAGE);
    Found growth = found(now, Sort.GROWTH, null, PAGE);

    assertThat(ids(expected)).doesNotContain(past).containsExactlyInAnyOrder(old, young, still);
    assertThat(ids(expected).getFirst()).isEqualTo(young);
    assertThat(ids(growth).getFirst()).isEqualTo(young);
    assertThat(expected.cut()).isFalse();
    Expected first = expected.tweets().getFirst();
    assertThat(first.expectedGrowth()).isEqualTo(first.expectedEngagement() - 200);
    assertThat(first.of80().from()).isBetween(200L, first.expectedEngagement());
    assertThat(first.horizonAt()).isEqualTo(START.plus(hour.multipliedBy(45)));
  }

  @Test
  void tweetsThatAreGoneAreNotListed() {
    long gone = tweet("brand", Duration.ZERO, Duration.ofMinutes(30), 50);
    long there = tweet("brand", Duration.ZERO, Duration.ofMinutes(30), 40);
    world.stores.sql(
        """
        update twitter_engagement_tracking
        set stop_reason = 'deleted', stopped_at = '%s', next_update_at = null
        where tweet_db_id = %d
        """
            .formatted(START, gone));

    assertThat(ids(found(Duration.ofHours(1), Sort.EXPECTED, null, PAGE))).containsExactly(there);
  }

  @Test
  void pagesGoThroughTheListInItsOrder() {
    for (int i = 0; i < 7; i++) {
      tweet("brand", Duration.ofMinutes(i), Duration.ofMinutes(30), i / 2 * 30L);
    }
    Duration now = Duration.ofHours(1);
    for (Sort sort : Sort.values()) {
      List<Place> places = new ArrayList<>();
      Place after = null;
      Found page = found(now, sort, null, 2);
      while (!page.tweets().isEmpty()) {
        page.tweets().forEach(tweet -> places.add(tweet.place(sort)));
        after = places.getLast();
        page = found(now, sort, after, 2);
      }

      assertThat(places)
          .hasSize(7)
          .doesNotHaveDuplicates()
          .isSortedAccordingTo(
              Comparator.comparingLong(Place::value).thenComparingLong(Place::id).reversed());
    }
  }

  @Test
  void ofALargeZoneTheLargestAndTheFastestAreConsidered() {
    long first = tweet("brand", Duration.ZERO, Duration.ofMinutes(1), 1);
    world.stores.sql(
        """
        insert into twitter_tweets (
          zone_id, tweet_id, text, twitter_created_at, received_at, captured_at, like_count)
        select zone_id, '8000000' || i, text, received_at, received_at, captured_at,
          case i when 1 then 5000 when 2 then 300 else 20 end
        from twitter_tweets, generate_series(1, 1200) i
        where id = %1$d
        """
            .formatted(first));
    world.stores.sql(
        """
        update twitter_tweets
        set twitter_created_at = twitter_created_at + interval '7 hours',
          received_at = received_at + interval '7 hours', like_count = 19
        where tweet_id = '80000003'
        """);
    world.stores.sql(
        """
        insert into twitter_engagement_tracking (tweet_db_id, lot_id, tier, next_update_at)
        select tweet.id, tracking.lot_id, tracking.tier, tracking.next_update_at
        from twitter_tweets tweet, twitter_engagement_tracking tracking
        where tweet.id <> %1$d and tracking.tweet_db_id = %1$d
        """
            .formatted(first));

    Found found = found(Duration.ofHours(7).plusMinutes(5), Sort.EXPECTED, null, 1_000);

    assertThat(found.cut()).isTrue();
    List<String> tweets =
        found.tweets().stream().map(expected -> expected.tweet().tweetId()).toList();
    assertThat(tweets).hasSizeBetween(500, 1_000).startsWith("80000001").contains("80000003");
  }

  @Test
  void aZoneWithoutTweetsHasAnEmptyListAndNoZoneNone() {
    assertThat(found(Duration.ZERO, Sort.EXPECTED, null, PAGE).tweets()).isEmpty();
    assertThat(await(forecasts.of("nowhere", START, Sort.GROWTH, null, PAGE))).isEmpty();
  }

  @Test
  void tweetsThatWereOldWhenTheyArrivedTakeNoPlaceOfYoungOnes() {
    long young = tweet("brand", Duration.ofHours(5), Duration.ofMinutes(30), 1);
    world.stores.sql(
        """
        insert into twitter_tweets (
          zone_id, tweet_id, text, twitter_created_at, received_at, captured_at, like_count)
        select 'brand', (90000000 + number)::text, 'old', '%1$s'::timestamptz - interval '9 days',
          '%1$s', '%1$s', 1000 + number
        from generate_series(1, 1200) number
        """
            .formatted(START.plus(Duration.ofHours(5))));

    Found found = found(Duration.ofHours(6), Sort.EXPECTED, null, PAGE);

    assertThat(ids(found)).containsExactly(young);
    assertThat(found.cut()).isFalse();
  }
}
