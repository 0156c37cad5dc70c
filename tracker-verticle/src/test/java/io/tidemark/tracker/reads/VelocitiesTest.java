package io.tidemark.tracker.reads;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** tweet_velocities has the tweets that grew at their last believed snapshot. */
@Tag("server")
class VelocitiesTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @BeforeEach
  void zone() {
    world.zone("brand", Cadence.HOURLY_LOT);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void hourPasses() {
    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();
  }

  private List<Long> fast() {
    return await(
            new ZoneReads(world.stores.pool())
                .fast("brand", world.clock.instant(), ZoneReads.WINDOW, 0, 50))
        .stream()
        .map(fast -> fast.tweet().id())
        .toList();
  }

  @Test
  void aTweetThatStopsGrowingIsFastNoMore() {
    var likes = new SimulatedCounters(0, 0, 500, 0, 0, 0);
    SimulatedTweet stops =
        world.post(
            ScriptedGrowth.always(SimulatedCounters.ZERO).then(Duration.ofMinutes(30), likes));
    SimulatedTweet grows = world.post(growing(100));
    world.deliver("brand", List.of(stops, grows, world.post(dead())));
    assertThat(fast()).isEmpty();

    hourPasses();
    assertThat(fast()).containsExactly(world.id(stops), world.id(grows));

    hourPasses();
    assertThat(fast()).containsExactly(world.id(grows));
    assertThat(world.stores.number("select count(*) from tweet_velocities")).isEqualTo(1);
  }

  @Test
  void anOlderSnapshotThatIsWrittenLaterChangesNothing() {
    SimulatedTweet tweet = world.post(growing(100));
    world.deliver("brand", List.of(tweet));
    hourPasses();
    hourPasses();

    world.stores.sql(
        """
        insert into twitter_engagement_history (
          tweet_id, snapshot_at, origin, like_count, engagement_velocity)
        values (%d, '%s', 'webhook', 1, 9999)
        """
            .formatted(world.id(tweet), START.plus(Duration.ofMinutes(90))));
    world.stores.sql(
        """
        insert into twitter_engagement_history (
          tweet_id, snapshot_at, origin, like_count, engagement_velocity, doubtful)
        values (%d, '%s', 'webhook', 1, 9999, true)
        """
            .formatted(world.id(tweet), START.plus(Duration.ofMinutes(121))));

    assertThat(world.stores.number("select velocity::int from tweet_velocities")).isEqualTo(100);
  }

  @Test
  void velocitiesOfMoreThanADayAgoAreForgotten() {
    world.deliver("brand", world.post(2, growing(100)));
    hourPasses();
    world.clock.advance(Duration.ofHours(22));
    world.deliver("brand", world.post(2, growing(100)));
    world.clock.advance(Duration.ofMinutes(59));
    assertThat(fast()).hasSize(2);
    world.clock.advance(Duration.ofMinutes(1));
    assertThat(fast()).isEmpty();

    await(
        ZoneReads.dropVelocities(
            world.stores.pool(), world.clock.instant().minus(ZoneReads.WINDOW)));

    assertThat(world.stores.number("select count(*) from tweet_velocities")).isZero();
  }
}
