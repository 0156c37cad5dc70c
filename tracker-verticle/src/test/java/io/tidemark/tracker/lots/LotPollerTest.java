package io.tidemark.tracker.lots;

import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.meter.Call;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class LotPollerTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aTweetThatMovesIsPolledSixTimesAndADeadOneOnce() {
    world.zone("brand", Cadence.HOURLY_LOT);
    var alive = world.post(growing(10));
    var dead = world.post(dead());
    world.deliver("brand", List.of(alive, dead));
    JobWorker pass = world.pass();

    for (int hour = 1; hour <= 8; hour++) {
      world.clock.advance(Duration.ofHours(1));
      pass.runDue();
    }

    assertThat(world.tracking(alive).getString("stop_reason")).isEqualTo("age_limit");
    assertThat(world.tracking(alive).getInteger("update_count")).isEqualTo(6);
    assertThat(world.tracking(alive).getString("tier")).isEqualTo("cold");
    assertThat(world.tracking(dead).getString("tier")).isEqualTo("cold");
    assertThat(world.tracking(dead).getString("stop_reason"))
        .isEqualTo("no_change_below_threshold");
    assertThat(world.tracking(dead).getInteger("update_count")).isEqualTo(1);
    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'")).isZero();
    assertThat(
            world.stores.number("select count(*) from twitter_lots where finished_at is not null"))
        .isEqualTo(1);
    List<Row> curve =
        world.stores.sql(
            "select h.round, h.like_count, h.delta_likes, h.engagement_velocity"
                + " from twitter_engagement_history h join twitter_tweets t on t.id = h.tweet_id"
                + " where t.tweet_id = '"
                + alive.id()
                + "' order by snapshot_at");
    assertThat(curve).extracting(row -> row.getInteger("round")).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(curve)
        .extracting(row -> row.getLong("like_count"))
        .containsExactly(10L, 20L, 30L, 40L, 50L, 60L);
    assertThat(curve).extracting(row -> row.getLong("delta_likes")).containsOnly(10L);
    assertThat(curve).extracting(row -> row.getDouble("engagement_velocity")).containsOnly(10.0);
  }

  @Test
  void lotsOfSeveralZonesShareOneCallAndEachTweetIsAskedForOnce() {
    world.zone("one", Cadence.HOURLY_LOT);
    world.zone("two", Cadence.AGE_TIER);
    var shared = world.post(growing(5));
    world.deliver("one", List.of(shared, world.post(growing(5))));
    world.deliver("two", List.of(shared, world.post(growing(5))));
    world.deliver("one", world.post(20, dead()));
    world.clock.advance(Duration.ofHours(1));

    world.pass().runDue();

    List<Call> calls = world.simulator.meter().recordedCalls();
    assertThat(calls).hasSize(1);
    assertThat(calls.getFirst().ids()).doesNotHaveDuplicates().hasSize(23);
    assertThat(world.snapshots()).isEqualTo(24);
  }

  @Test
  void aLotWaitsForCompanyNoLongerThanTheCoalescingWindow() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.deliver("brand", world.post(1, growing(5)));
    world.clock.advance(Duration.ofSeconds(40));
    world.deliver("brand", world.post(1, growing(5)));
    JobWorker pass = world.pass();

    world.clock.set(TrackerWorld.START.plus(Duration.ofHours(1)).plusSeconds(59));
    assertThat(pass.runOnce())
        .contains(TrackerWorld.START.plus(Duration.ofHours(1)).plusSeconds(60));
    assertThat(world.simulator.meter().recordedCalls()).isEmpty();

    world.clock.advance(Duration.ofSeconds(1));
    pass.runOnce();
    assertThat(world.simulator.meter().recordedCalls()).hasSize(1);
    assertThat(world.snapshots()).isEqualTo(2);
  }

  @Test
  void aHundredAndOneTweetsTakeTwoCalls() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.deliver("brand", world.post(101, growing(1)));
    world.clock.advance(Duration.ofHours(1));

    world.pass().runDue();

    assertThat(world.simulator.meter().recordedCalls())
        .extracting(call -> call.ids().size())
        .containsExactlyInAnyOrder(100, 1);
    assertThat(world.snapshots()).isEqualTo(101);
  }

  @Test
  void afterADowntimeALotRunsOnceAndIsBackInItsHours() {
    world.zone("brand", Cadence.HOURLY_LOT);
    var tweet = world.post(growing(5));
    world.deliver("brand", List.of(tweet));
    world.clock.advance(Duration.ofMinutes(200));

    JobWorker pass = world.pass();
    pass.runDue();
    pass.runDue();

    assertThat(world.snapshots()).isEqualTo(1);
    assertThat(world.tracking(tweet).getOffsetDateTime("next_update_at").toInstant())
        .isEqualTo(TrackerWorld.START.plus(Duration.ofHours(4)));
  }

  @Test
  void theClockSetBackPollsNothingTwiceAndKeepsTheCurveInOrder() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.deliver("brand", world.post(1, growing(5)));
    JobWorker pass = world.pass();
    world.clock.advance(Duration.ofHours(1));
    pass.runDue();

    world.clock.advance(Duration.ofMinutes(-30));
    assertThat(pass.runDue()).isZero();
    world.clock.advance(Duration.ofMinutes(90));
    pass.runDue();

    assertThat(
            world.stores.sql("select round from twitter_engagement_history order by snapshot_at"))
        .extracting(row -> row.getInteger("round"))
        .containsExactly(1, 2);
  }

  private void everyTenMinutes(JobWorker pass, Duration until) {
    for (int tens = 1; tens <= until.toMinutes() / 10; tens++) {
      world.clock.advance(Duration.ofMinutes(10));
      pass.runDue();
    }
  }

  @Test
  void anAgeTierTweetIsPolledMoreOftenWhileItIsYoung() {
    world.zone("hot", Cadence.AGE_TIER);
    var tweet = world.post(growing(60));
    world.deliver("hot", List.of(tweet));
    JobWorker pass = world.pass();

    everyTenMinutes(pass, Duration.ofHours(1));

    assertThat(world.tracking(tweet).getInteger("update_count")).isEqualTo(6);
    assertThat(world.tracking(tweet).getString("tier")).isEqualTo("hot");
    assertThat(world.tracking(tweet).getOffsetDateTime("next_update_at").toInstant())
        .isEqualTo(TrackerWorld.START.plus(Duration.ofMinutes(90)));
  }

  @Test
  void anAgeTierTweetThatGoesOnMovingGetsColdAndStops() {
    world.zone("hot", Cadence.AGE_TIER);
    var tweet = world.post(growing(60));
    world.deliver("hot", List.of(tweet));
    JobWorker pass = world.pass();

    everyTenMinutes(pass, Duration.ofHours(13));

    Row tracking = world.tracking(tweet);
    assertThat(tracking.getInteger("update_count")).as("6 + 6 + 8").isEqualTo(20);
    assertThat(tracking.getString("tier")).isEqualTo("cold");
    assertThat(tracking.getString("stop_reason")).isEqualTo("age_limit");
    assertThat(tracking.getOffsetDateTime("stopped_at").toInstant())
        .isEqualTo(TrackerWorld.START.plus(Duration.ofHours(12)));
    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'")).isZero();
  }

  @Test
  void oneLotThatCannotBeWrittenKeepsItsNeighboursFromNothing() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.deliver("brand", world.post(2, growing(5)));
    long bad = world.deliver("brand", world.post(1, growing(5))).lotId();
    world.deliver("brand", world.post(2, growing(5)));
    world.stores.sql(
        """
        create function refuse() returns trigger language plpgsql as $$
        begin
          if exists (
            select from twitter_engagement_tracking k
            where k.tweet_db_id = new.tweet_id and k.lot_id = %d) then
            raise exception 'this one is cursed';
          end if;
          return new;
        end $$;
        """
            .formatted(bad));
    world.clock.advance(Duration.ofHours(1));
    world.beforeEverySnapshot("refuse()");

    world.pass().runDue();

    assertThat(world.snapshots()).isEqualTo(4);
    Row lot =
        world.stores.sql("select waiting_reason from twitter_lots where id = " + bad).getFirst();
    assertThat(lot.getString("waiting_reason")).contains("this one is cursed");
    assertThat(
            world
                .stores
                .sql("select due_at from timers where kind = 'lot' and subject = " + bad)
                .getFirst()
                .getOffsetDateTime("due_at")
                .toInstant())
        .isEqualTo(world.clock.instant().plus(Duration.ofMinutes(15)));
  }
}
