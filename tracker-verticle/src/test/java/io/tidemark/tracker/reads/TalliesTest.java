package io.tidemark.tracker.reads;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.access.Tenants;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.lots.CadenceChanges;
import io.tidemark.tracker.tallies.OverviewTallies;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class TalliesTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  private void assertThatSumsAreWhatCountingFinds() {
    assertThat(
            texts(
                """
                select zone_id, tier, stop_reason, sum(tweets), sum(polls), sum(rounds_spared)
                from tracking_tallies
                group by 1, 2, 3
                having sum(tweets) <> 0 or sum(polls) <> 0 or sum(rounds_spared) <> 0
                order by 1, 2, 3
                """))
        .isEqualTo(
            texts(
                """
                select lot.zone_id, tier, stop_reason,
                  count(*), sum(update_count), sum(rounds_spared)
                from twitter_engagement_tracking tracking
                join twitter_lots lot on lot.id = tracking.lot_id
                group by 1, 2, 3
                order by 1, 2, 3
                """));
    assertThat(
            texts(
                """
                select zone_id, sum(deliveries), sum(lots), sum(readings)
                from zone_tallies
                group by 1
                order by 1
                """))
        .isEqualTo(
            texts(
                """
                select id,
                  (select count(*) from webhook_deliveries where zone_id = zones.id),
                  (select count(*) from twitter_lots
                    where zone_id = zones.id and finished_at is null),
                  (select count(*)
                    from twitter_engagement_history history
                    join twitter_tweets tweet on tweet.id = history.tweet_id
                    where tweet.zone_id = zones.id and origin <> 'webhook')
                from zones
                order by 1
                """));
  }

  private List<String> texts(String query) {
    return world.stores.sql(query).stream().map(Row::deepToString).toList();
  }

  private void hours(int hours) {
    for (int hour = 0; hour < hours; hour++) {
      world.clock.advance(Duration.ofHours(1));
      world.pass().runDue();
    }
  }

  private Overview overview(Tenants zones) {
    return await(Overview.read(world.stores.pool(), world.clock.instant(), zones));
  }

  @Test
  void theyFollowTweetsFromTheirArrivalToTheirEnd() {
    world.zone("hourly", Cadence.HOURLY_LOT);
    world.zone("aged", Cadence.AGE_TIER);
    assertThat(overview(Tenants.ALL).tweets()).isZero();
    world.deliver("hourly", world.post(4, growing(50)));
    world.deliver("hourly", world.post(3, dead()));
    world.deliver("aged", world.post(2, growing(10)));
    assertThatSumsAreWhatCountingFinds();
    assertThat(overview(Tenants.ALL).lotsWaiting()).isEqualTo(3);

    hours(2);
    assertThatSumsAreWhatCountingFinds();
    assertThat(overview(Tenants.of(List.of("hourly"))).tweets()).isEqualTo(7);
    assertThat(overview(Tenants.of(List.of("hourly"))).pollsSpared()).isEqualTo(3 * 5);
    assertThat(overview(Tenants.of(List.of("aged"))).pollsSpared()).isZero();

    hours(12);
    assertThatSumsAreWhatCountingFinds();
    assertThat(overview(Tenants.ALL).lotsWaiting()).isZero();
  }

  @Test
  void aTweetThatARefreshBringsBackSparesNothingAnyMore() {
    world.zone("hourly", Cadence.HOURLY_LOT);
    var tweet =
        world.post(
            ScriptedGrowth.always(SimulatedCounters.ZERO)
                .then(Duration.ofMinutes(90), new SimulatedCounters(0, 0, 40, 0, 0, 0)));
    world.deliver("hourly", List.of(tweet));
    hours(1);
    assertThat(overview(Tenants.ALL).pollsSpared()).isEqualTo(5);

    world.clock.advance(Duration.ofHours(3));
    var pod = world.stores.app();
    await(world.refreshes(pod, TweetSources.of(pod)).refresh(world.id(tweet)));

    assertThat(overview(Tenants.ALL).stopped()).isEmpty();
    assertThat(overview(Tenants.ALL).pollsSpared()).isZero();
    assertThatSumsAreWhatCountingFinds();
  }

  @Test
  void foldingThemChangesNoSum() {
    world.zone("hourly", Cadence.HOURLY_LOT);
    for (int delivery = 0; delivery < 5; delivery++) {
      world.deliver("hourly", world.post(2, growing(20)));
      hours(1);
    }
    long rows = world.stores.number("select count(*) from zone_tallies");
    Overview before = overview(Tenants.ALL);

    await(OverviewTallies.fold(world.stores.pool()));
    await(OverviewTallies.fold(world.stores.pool()));

    assertThat(overview(Tenants.ALL)).isEqualTo(before);
    assertThat(world.stores.number("select count(*) from zone_tallies"))
        .isEqualTo(1)
        .isLessThan(rows);
    assertThatSumsAreWhatCountingFinds();
  }

  @Test
  void whatIsRolledBackIsNotCounted() {
    world.zone("hourly", Cadence.HOURLY_LOT);
    world.deliver("hourly", world.post(3, growing(50)));
    world.stores.sql(
        """
        create function refuse() returns trigger language plpgsql as $$
        begin
          raise exception 'the disk is full';
        end $$
        """);
    world.beforeEverySnapshot("refuse()");
    hours(1);
    assertThatSumsAreWhatCountingFinds();
    assertThat(overview(Tenants.ALL).polls()).isZero();

    world.letSnapshotsBe();
    world.letLeasesRunOut();
    hours(1);
    assertThatSumsAreWhatCountingFinds();
    assertThat(overview(Tenants.ALL).polls()).isPositive();
  }

  @Test
  void aChangedCadenceAndADeletedTweetLeaveThemRight() {
    world.zone("hourly", Cadence.HOURLY_LOT);
    world.deliver("hourly", world.post(3, growing(50)));
    hours(1);
    world.stores.sql("update zones set cadence = 'AGE_TIER'");
    new CadenceChanges(world.stores.pool(), world.clock, 200).applyAll();
    hours(2);
    world.stores.sql("delete from twitter_tweets where id = (select min(id) from twitter_tweets)");

    assertThat(overview(Tenants.ALL).tweets()).isEqualTo(2);
    assertThat(texts("select sum(tweets), sum(polls) from tracking_tallies"))
        .isEqualTo(texts("select count(*), sum(update_count) from twitter_engagement_tracking"));
  }

  private void sumsOf(String zone) {
    world.stores.sql(
        "insert into tracking_tallies values ('%1$s', 'hot', null, 3, 2, 1)".formatted(zone));
    world.stores.sql(
        "insert into zone_tallies values ('%1$s', '2026-11-01', 1, 0, 2)".formatted(zone));
  }

  private long sums() {
    return world.stores.number(
        "select (select count(*) from tracking_tallies) + (select count(*) from zone_tallies)");
  }

  @Test
  void noFiguresAreLeftOfAZoneThatIsGone() {
    sumsOf("gone");

    await(OverviewTallies.fold(world.stores.pool()));

    assertThat(sums()).isZero();
  }

  @Test
  void aZoneBeginsWithoutTheFiguresOfOneThatHadItsId() {
    sumsOf("brand");

    world.zone("brand", Cadence.HOURLY_LOT);

    assertThat(sums()).isZero();
    world.deliver("brand", List.of(world.post(growing(60))));
    long own = sums();
    assertThat(own).isPositive();
    world.zone("brand", Cadence.HOURLY_LOT);
    assertThat(sums()).as("the id is taken, and nothing was added").isEqualTo(own);
  }
}
