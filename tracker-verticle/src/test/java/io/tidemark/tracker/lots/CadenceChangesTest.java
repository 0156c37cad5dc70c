package io.tidemark.tracker.lots;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.jobs.ClaimOwner;
import io.tidemark.jobs.JobStore;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.ZoneSettings;
import io.tidemark.tracker.intake.Zones;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class CadenceChangesTest {

  private final TrackerWorld world = TrackerWorld.begin();

  /** One lot at a time, so that there is more than one chunk. */
  private final CadenceChanges changes = new CadenceChanges(world.stores.pool(), world.clock, 1);

  @AfterEach
  void end() {
    world.close();
  }

  private void change(Cadence cadence) {
    await(
        new Zones(world.stores.pool())
            .change("brand", ZoneSettings.of(null, cadence), world.clock.instant()));
  }

  @Test
  void lotsThatWaitFollowTheNewCadence() {
    world.zone("brand", Cadence.HOURLY_LOT);
    SimulatedTweet first = deliver();
    world.clock.advance(Duration.ofMinutes(4));
    SimulatedTweet second = deliver();
    world.clock.advance(Duration.ofMinutes(1));

    change(Cadence.AGE_TIER);
    assertThat(changes.applyAll()).isEqualTo(2);

    assertThat(nextUpdate(first)).isEqualTo(minute(10));
    assertThat(nextUpdate(second)).isEqualTo(minute(14));
    assertThat(due()).containsExactly(minute(10), minute(14));
    world.clock.set(minute(14));
    world.pass().runDue();
    assertThat(nextUpdate(first)).isEqualTo(minute(24));
    assertThat(world.tracking(first).getString("tier")).isEqualTo("ultra_hot");
  }

  @Test
  void whatTheNewCadenceWouldHavePolledLongAgoIsDueNow() {
    world.zone("brand", Cadence.HOURLY_LOT);
    SimulatedTweet tweet = deliver();
    world.clock.set(minute(40));

    change(Cadence.AGE_TIER);
    changes.applyAll();

    assertThat(nextUpdate(tweet)).isEqualTo(minute(40));
    assertThat(world.pass().runDue()).isEqualTo(1);
  }

  @Test
  void whatTheNewCadenceWouldNotPollAnyMoreIsPolledALastTime() {
    world.zone("brand", Cadence.AGE_TIER);
    SimulatedTweet tweet = deliver();
    for (int minute = 10; minute <= 8 * 60; minute += 10) {
      world.clock.set(minute(minute));
      world.pass().runDue();
    }
    assertThat(world.tracking(tweet).getString("stop_reason")).isNull();

    change(Cadence.HOURLY_LOT);
    changes.applyAll();
    world.pass().runDue();

    assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo("age_limit");
    assertThat(world.tracking(tweet).getOffsetDateTime("last_updated_at").toInstant())
        .isEqualTo(minute(8 * 60));
  }

  @Test
  void otherZonesKeepTheirTimes() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.zone("rivals", Cadence.HOURLY_LOT);
    SimulatedTweet theirs = world.post(growing(60));
    world.deliver("rivals", List.of(theirs));

    change(Cadence.AGE_TIER);

    assertThat(changes.applyAll()).isZero();
    assertThat(nextUpdate(theirs)).isEqualTo(minute(60));
  }

  @Test
  void theSameCadenceAgainIsNoChange() {
    world.zone("brand", Cadence.HOURLY_LOT);
    deliver();

    change(Cadence.HOURLY_LOT);

    assertThat(world.stores.number("select count(*) from zones where cadence_changed_at is null"))
        .isEqualTo(1);
  }

  @Test
  void aWriterThatReadTheOldCadenceIsCorrectedForAMinute() {
    world.zone("brand", Cadence.HOURLY_LOT);
    SimulatedTweet tweet = deliver();
    change(Cadence.AGE_TIER);
    changes.applyAll();
    // A transaction that began before the change commits after it.
    world.stores.sql(
        "update twitter_engagement_tracking set next_update_at = '%s'".formatted(minute(60)));
    world.stores.sql("update timers set due_at = '%s' where kind = 'lot'".formatted(minute(60)));

    changes.applyAll();
    assertThat(nextUpdate(tweet)).isEqualTo(minute(10));
    assertThat(due()).containsExactly(minute(10));

    world.stores.sql("update zones set cadence_changed_at = now() - interval '61 seconds'");
    changes.applyAll();
    assertThat(world.stores.number("select count(*) from zones where cadence_changed_at is null"))
        .isEqualTo(1);
  }

  @Test
  void aLotThatIsBeingPolledKeepsItsClaimAndItsNewTime() {
    world.zone("brand", Cadence.HOURLY_LOT);
    deliver();
    world.clock.set(minute(60));
    var timers =
        new JobStore(world.stores.pool(), Lots.TIMER, Duration.ofMinutes(1), ClaimOwner.NONE);
    var claims = await(timers.claim(minute(60), 10));

    change(Cadence.AGE_TIER);
    changes.applyAll();

    assertThat(await(timers.renew(claims))).isEqualTo(1);
    assertThat(due()).containsExactly(minute(60));
  }

  private SimulatedTweet deliver() {
    SimulatedTweet tweet = world.post(growing(600));
    world.deliver("brand", List.of(tweet));
    return tweet;
  }

  private Instant nextUpdate(SimulatedTweet tweet) {
    return world.tracking(tweet).getOffsetDateTime("next_update_at").toInstant();
  }

  private List<Instant> due() {
    return world.stores.sql("select due_at from timers where kind = 'lot' order by due_at").stream()
        .map(row -> row.getOffsetDateTime(0).toInstant())
        .toList();
  }

  private static Instant minute(int minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }
}
