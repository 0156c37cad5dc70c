package io.tidemark.tracker.economy;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("server")
class SampleSharesTest {

  private static TrackerWorld world;
  private static int zones;

  private final String zone = "zone-" + ++zones;

  @BeforeAll
  static void begin() {
    world = TrackerWorld.begin();
  }

  @AfterAll
  static void end() {
    world.close();
  }

  private void zone(Cadence cadence, String samplePercent, int tweets, Duration ago) {
    world.zone(zone, cadence);
    world.stores.sql(
        "update zones set sample_percent = %s, sample_share = 0.5 where id = '%s'"
            .formatted(samplePercent, zone));
    world.stores.sql(
        """
        insert into twitter_tweets (
          zone_id, tweet_id, text, twitter_created_at, received_at, captured_at)
        select '%1$s', number::text, 'tweet', at, at, at
        from generate_series(1, %2$d) as number, (select timestamptz '%3$s' as at) arrival
        """
            .formatted(zone, tweets, world.clock.instant().minus(ago)));
  }

  private double share() {
    return world
        .stores
        .sql("select sample_share from zones where id = '%s'".formatted(zone))
        .getFirst()
        .getDouble(0);
  }

  @ParameterizedTest(name = "{0}, {1} %, {2} tweets: {3}")
  @CsvSource({
    "ADAPTIVE, null, 4000, 0.01",
    "ADAPTIVE, 10, 4000, 0.1",
    "ADAPTIVE, null, 100, 0.2",
    "ADAPTIVE, null, 20, 1",
    "ADAPTIVE, null, 3, 1",
    "ADAPTIVE, 100, 4000, 0.5",
    "ADAPTIVE, 0, 3, 0",
    "ADAPTIVE, null, 0, 0.01",
    "HOURLY_LOT, null, 100, 0",
    "AGE_TIER, 1, 4000, 0.01",
  })
  void theShareIsTheWantedOneWithinTheBoundsOfADay(
      Cadence cadence, String percent, int tweets, double expected) {
    zone(cadence, percent, tweets, Duration.ofHours(3));

    await(SampleShares.update(world.stores.pool(), zone, world.clock.instant()));

    assertThat(share()).isCloseTo(expected, within(1e-12));
  }

  @Test
  void arrivalsOfEarlierDaysDoNotCount() {
    zone(Cadence.ADAPTIVE, "null", 4_000, Duration.ofHours(24));

    await(SampleShares.update(world.stores.pool(), zone, world.clock.instant()));

    assertThat(share()).isEqualTo(0.01);
  }

  @Test
  void allZonesFollowThatSampleOrShould() {
    zone(Cadence.ADAPTIVE, "null", 100, Duration.ofHours(1));
    String other = zone + "-clock";
    world.zone(other, Cadence.AGE_TIER);
    world.stores.sql("update zones set sample_share = 0.3 where id = '%s'".formatted(other));

    new SampleShares(world.stores.pool(), world.clock).updateAll();

    assertThat(share()).isEqualTo(0.2);
    assertThat(world.stores.number("select count(*) from zones where sample_share = 0.3"))
        .as("no longer wanted")
        .isZero();
  }
}
