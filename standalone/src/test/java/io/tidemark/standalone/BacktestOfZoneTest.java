package io.tidemark.standalone;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.standalone.Commands.Ended;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code tidemark backtest --zone}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("server")
class BacktestOfZoneTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @BeforeAll
  void aZoneHasTweetsThatWereReadForADay() {
    await(world.partitions.makeAhead(world.clock.instant()));
    world.zone("brand", Cadence.ADAPTIVE);
    world.zone("rivals", Cadence.HOURLY_LOT);
    world.deliver("brand", world.post(30, TrackerWorld.dead()));
    world.stores.sql(
        """
        insert into twitter_engagement_history (
          tweet_id, snapshot_at, origin, round, like_count, delta_likes)
        select id, received_at + minute * interval '1 minute', 'poll', 1, likes, likes
        from twitter_tweets
        cross join unnest(array[4, 10, 30, 60, 120, 240, 360, 540, 810, 1080, 1441]) as minute
        cross join lateral (
          select ((1 + id % 25) * 9 * (1 - exp(-minute / 200.0)))::bigint as likes) growth
        """);
    world.stores.sql(
        """
        update twitter_tweets
        set captured_at = received_at + interval '1441 minutes'
        """);
    world.stores.sql(
        """
        insert into sampled_tweets
        select id, zone_id, received_at + interval '1 day'
        from twitter_tweets
        order by id
        limit 12
        """);
  }

  @AfterAll
  void end() {
    world.close();
  }

  private Ended backtest(String... options) {
    String[] words = new String[options.length + 1];
    words[0] = "backtest";
    System.arraycopy(options, 0, words, 1, options.length);
    return Commands.run(Map.of("TIDEMARK_POSTGRES_URL", world.stores.postgresUrl()), words);
  }

  @Test
  void theSampledTweetsOfAZoneAreReplayed() {
    Ended ended = backtest("--zone", "brand");

    assertThat(ended.complained()).isEmpty();
    assertThat(ended.said())
        .startsWith("12 curves of zone brand; the model is the one in force for the zone (")
        .contains("HOURLY_LOT ", "ladder of 8 ", "adaptive balanced 0.0");
    assertThat(ended.code()).isZero();
  }

  @Test
  void withAllTweetsThoseAreThatWereReadToTheEnd() {
    assertThat(backtest("--zone", "brand", "--all-tweets").said())
        .startsWith("30 curves of zone brand;");
  }

  @Test
  void aZoneWithoutCurvesAndOneThatIsNotThereAreNamed() {
    assertThat(backtest("--zone", "rivals").complained())
        .startsWith("No sampled tweet of zone rivals was read up to its horizon of 24 hours yet");
    assertThat(backtest("--zone", "brnad").complained())
        .startsWith("There is no zone brnad; there are: brand, rivals.");
  }

  @Test
  void optionsThatDoNotGoTogetherAreNamed() {
    assertThat(backtest("--per-hour", "5").complained())
        .contains("exactly one of --curves and --zone must be given");
    assertThat(backtest("--zone", "brand", "--horizon", "48h").complained())
        .contains("--horizon is the zone's where --zone is given");
    assertThat(backtest("--curves", "a.csv", "--all-tweets").complained())
        .contains("--all-tweets needs --zone");
  }
}
