package io.tidemark.tracker.economy;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.dead;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ZoneCurvesTest {

  private static final Instant DAY_LATER = TrackerWorld.START.plus(Duration.ofDays(1));

  private final TrackerWorld world = TrackerWorld.begin();
  private List<SimulatedTweet> tweets = List.of();

  @BeforeEach
  void tweetsArrive() {
    await(world.partitions.makeAhead(world.clock.instant()));
    world.zone("brand", Cadence.ADAPTIVE);
    tweets = world.post(4, dead());
    world.deliver("brand", tweets);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void sample(SimulatedTweet tweet) {
    world.stores.sql(
        "insert into sampled_tweets values (%d, 'brand', '%s')"
            .formatted(world.id(tweet), DAY_LATER));
  }

  /** Readings of a tweet that gets a like in each minute. */
  private void read(SimulatedTweet tweet, String minutes) {
    world.stores.sql(
        """
        insert into twitter_engagement_history (
          tweet_id, snapshot_at, origin, round, like_count, delta_likes)
        select %d, timestamptz '%s' + minute * interval '1 minute', 'poll', 1, minute, minute
        from unnest(array[%s]) as minute
        """
            .formatted(world.id(tweet), TrackerWorld.START, minutes));
  }

  private List<RecordedCurve> sampled(Instant from, Instant to) {
    return await(ZoneCurves.of(world.stores.pool(), "brand", from, to));
  }

  @Test
  void sampledTweetsThatWereReadUpToTheHorizonAreCurves() {
    tweets.subList(0, 3).forEach(this::sample);
    read(tweets.get(0), "3, 10, 30, 100, 300, 700, 1000, 1441");
    read(tweets.get(1), "3, 10, 30, 100, 300, 700, 800, 900"); // gone after 15 hours
    read(tweets.get(2), "3, 10, 1441"); // hardly read
    read(tweets.get(3), "3, 10, 30, 100, 300, 700, 1000, 1441"); // not sampled

    List<RecordedCurve> curves = sampled(DAY_LATER, DAY_LATER.plusSeconds(1));

    assertThat(curves).extracting(RecordedCurve::name).containsExactly(tweets.get(0).id());
    RecordedCurve curve = curves.getFirst();
    assertThat(curve.at(0)).isZero();
    assertThat(curve.at(200)).as("straight between two readings").isEqualTo(200);
    assertThat(curve.at(1440)).isEqualTo(1440);
    assertThat(sampled(DAY_LATER.plusSeconds(1), DAY_LATER.plusSeconds(900))).isEmpty();
    assertThat(sampled(TrackerWorld.START, DAY_LATER)).isEmpty();
  }

  @Test
  void whereTheHorizonIsLongerNowThereIsNoCurve() {
    sample(tweets.getFirst());
    read(tweets.getFirst(), "3, 10, 30, 100, 300, 700, 1000, 1441");
    world.stores.sql("update zones set horizon_minutes = 2880");

    assertThat(sampled(TrackerWorld.START, DAY_LATER.plusSeconds(1))).isEmpty();
  }

  @Test
  void allTweetsAreThoseThatTheirCadenceReadUpToTheHorizon() {
    read(tweets.get(0), "3, 10, 30, 100, 300, 700, 1000, 1441");
    read(tweets.get(1), "3, 10, 30, 100, 300, 700, 800, 900");
    world.stores.sql(
        """
        update twitter_tweets
        set captured_at = (
          select max(snapshot_at) from twitter_engagement_history where tweet_id = id)
        where id in (select tweet_id from twitter_engagement_history)
        """);

    List<RecordedCurve> curves =
        await(
            ZoneCurves.ofAll(
                world.stores.pool(), "brand", TrackerWorld.START, DAY_LATER.plusSeconds(120)));

    assertThat(curves).extracting(RecordedCurve::name).containsExactly(tweets.get(0).id());
  }

  @Test
  void arrivalsAreTheMeanOfTheDaysThatTheZoneHas() {
    world.clock.advance(Duration.ofHours(2));

    Arrivals now = await(Arrivals.of(world.stores.pool(), "brand", world.clock.instant()));

    assertThat(now).isEqualTo(new Arrivals(2, 4));
    assertThat(
            await(
                Arrivals.of(
                    world.stores.pool(), "brand", TrackerWorld.START.plus(Duration.ofDays(9)))))
        .isEqualTo(new Arrivals(0, 1));
    assertThat(await(Arrivals.ofLastWeek(world.stores.pool(), "brand")))
        .isEqualTo(new Arrivals(4, 4));
  }
}
