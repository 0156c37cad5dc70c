package io.tidemark.tracker.tallies;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.tallies.ArrivalTallies.Arrived;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counts are what counting the tweets one by one finds, whatever happened to them. */
@Tag("server")
class EngagementTalliesTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @BeforeEach
  void zones() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.zone("other", Cadence.HOURLY_LOT);
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** Before the changes are folded, then, and after it, in windows that begin anywhere. */
  private void assertThatTheyAreRight() {
    assertThatWindowsAreRight();
    await(EngagementTallies.fold(world.stores.pool()));
    assertThat(world.stores.number("select count(*) from tweet_changes")).isZero();
    assertThatWindowsAreRight();
  }

  private void assertThatWindowsAreRight() {
    for (String zone : new String[] {"brand", "other"}) {
      for (long minutes : new long[] {14, 130, 9_000}) {
        assertThatWindowIsRight(zone, world.clock.instant().minus(Duration.ofMinutes(minutes)));
      }
    }
  }

  private void assertThatWindowIsRight(String zone, Instant since) {
    Row counted =
        world
            .stores
            .sql(
                """
                select count(*) filter (where superseded_by is null) as tweets,
                  coalesce(avg(total_engagement) filter (where superseded_by is null), 0)::float8
                    as average,
                  coalesce(percentile_cont(0.25) within group (order by total_engagement)
                    filter (where superseded_by is null), 0) as p25,
                  coalesce(percentile_cont(0.75) within group (order by total_engagement)
                    filter (where superseded_by is null), 0) as p75,
                  coalesce(max(total_engagement) filter (where superseded_by is null), 0) as most
                from twitter_tweets
                where zone_id = '%s'
                  and received_at > '%s'
                """
                    .formatted(zone, since))
            .getFirst();
    EngagementSpread spread = await(EngagementTallies.spread(world.stores.pool(), zone, since));
    assertThat(spread.tweets()).as("%s since %s", zone, since).isEqualTo(counted.getLong("tweets"));
    assertThat(spread.most()).isEqualTo(counted.getLong("most"));
    assertThat(spread.average()).isCloseTo(counted.getDouble("average"), within(1e-9));
    assertThat(spread.quantile(0.25)).isCloseTo(counted.getDouble("p25"), within(1e-9));
    assertThat(spread.quantile(0.75)).isCloseTo(counted.getDouble("p75"), within(1e-9));
  }

  private void hours(int hours) {
    for (int hour = 0; hour < hours; hour++) {
      world.clock.advance(Duration.ofHours(1));
      world.pass().runDue();
    }
  }

  @Test
  void theyFollowTweetsThatGrowAndTweetsThatDoNot() {
    world.deliver("brand", world.post(4, growing(50)));
    world.deliver("brand", world.post(3, dead()));
    world.deliver("other", world.post(2, growing(7)));
    assertThatTheyAreRight();

    hours(3);
    world.deliver("brand", world.post(2, growing(900)));
    assertThatTheyAreRight();

    hours(6);
    assertThatTheyAreRight();
  }

  @Test
  void lateAndCorrectedAndEditedAndDeletedTweetsLeaveThemRight() {
    world.deliver("brand", world.post(5, growing(50)));
    world.deliver("other", world.post(2, growing(50)));
    hours(2);
    await(EngagementTallies.fold(world.stores.pool()));

    world.stores.sql(
        """
        insert into twitter_tweets (
          zone_id, tweet_id, text, twitter_created_at, received_at, captured_at, like_count)
        select 'brand', '90' || number, 'late', '%1$s', '%1$s', '%1$s', number
        from generate_series(1, 3) number
        """
            .formatted(START.plus(Duration.ofMinutes(7))));
    assertThatTheyAreRight();
    world.stores.sql("update twitter_tweets set like_count = 5 where like_count > 60");
    assertThatTheyAreRight();
    world.stores.sql(
        """
        update twitter_tweets
        set superseded_by = id + 1, reply_count = 70
        where id in (select min(id) from twitter_tweets group by zone_id)
        """);
    assertThatTheyAreRight();
    world.stores.sql("update twitter_tweets set superseded_by = null where zone_id = 'other'");
    assertThatTheyAreRight();
    world.stores.sql("delete from twitter_tweets where id % 2 = 0");
    assertThatTheyAreRight();
    world.stores.sql("delete from twitter_tweets");
    assertThatTheyAreRight();
    assertThat(world.stores.number("select sum(cardinality(tweets)) from engagement_tallies"))
        .isZero();
  }

  @Test
  void whatIsRolledBackIsNotCounted() {
    world.deliver("brand", world.post(3, growing(50)));
    world.stores.sql(
        """
        do $$
        begin
          update twitter_tweets set like_count = 9999;
          raise exception 'no' using errcode = 'P0001';
        exception when others then
        end $$
        """);

    assertThatTheyAreRight();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 120})
  void tweetsOfBeforeTheTalliesAreCountedOneByOne(int minutesAgo) {
    // As after an upgrade: tweets that came before are in no tally.
    Instant begin =
        Instant.ofEpochSecond(
            START.minus(Duration.ofMinutes(minutesAgo)).getEpochSecond() / 900 * 900);
    world.stores.sql("insert into tallies_begin values ('brand', '%s')".formatted(begin));
    world.stores.sql(
        """
        insert into twitter_tweets (
          zone_id, tweet_id, text, twitter_created_at, received_at, captured_at, like_count)
        select 'brand', '90' || number, 'early', at, at, at, number
        from generate_series(1, 12) number,
          lateral (select timestamptz '%1$s' - number * interval '11 minutes' as at) time
        """
            .formatted(START));
    world.deliver("brand", world.post(2, growing(30)));
    assertThatTheyAreRight();

    world.stores.sql("update twitter_tweets set like_count = like_count + 3");
    hours(1);
    assertThatTheyAreRight();
    world.stores.sql("delete from twitter_tweets where id % 3 = 0");
    assertThatTheyAreRight();
  }

  @Test
  void changesOfAZoneThatIsGoneAreDropped() {
    world.stores.sql(
        "insert into tweet_changes values ('gone', '%s', 3, 1, 0, 0)".formatted(START));

    await(EngagementTallies.fold(world.stores.pool()));

    assertThat(world.stores.number("select count(*) from engagement_tallies")).isZero();
  }

  private Arrived arrived(Duration window) {
    return await(
        ArrivalTallies.since(world.stores.pool(), "brand", world.clock.instant().minus(window)));
  }

  @Test
  void arrivalsAreToldByTheirTweetsAndLots() {
    world.deliver("brand", world.post(4, growing(50)));
    world.clock.advance(Duration.ofHours(2));
    world.deliver("brand", world.post(3, dead()));
    world.deliver("other", world.post(9, dead()));
    world.clock.advance(Duration.ofMinutes(3));
    world.deliver("brand", world.post(2, dead()));

    for (int fold = 0; fold < 2; fold++) {
      assertThat(arrived(Duration.ofDays(1))).isEqualTo(new Arrived(9, 3, START, false));
      assertThat(arrived(Duration.ofMinutes(5)))
          .isEqualTo(new Arrived(5, 2, START.plus(Duration.ofHours(2)), true));
      assertThat(arrived(Duration.ofMinutes(2)))
          .isEqualTo(new Arrived(2, 1, START.plus(Duration.ofMinutes(123)), true));
      await(EngagementTallies.fold(world.stores.pool()));
    }
  }

  @Test
  void moreChangesThanOneStatementTakesAreFoldedInParts() {
    world.stores.sql(
        """
        insert into tweet_changes (zone_id, slot, engagement, tweets)
        select 'brand', timestamptz '2026-11-01T10:00Z', number % 7, 1
        from generate_series(1, 250000) number
        """);

    await(EngagementTallies.fold(world.stores.pool()));

    assertThat(world.stores.number("select count(*) from tweet_changes")).isZero();
    assertThat(
            world.stores.number(
                """
                select sum(counted)
                from engagement_tallies, unnest(tweets) counted
                where span = 'day'
                """))
        .isEqualTo(250_000);
  }
}
