package io.tidemark.tracker.intake;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.postgres.Times;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("server")
class UnroutedReplayTest {

  private final TrackerWorld world = TrackerWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void anUnknownRuleKeepsTheDeliveryWholeUntilItIsMapped() {
    var tweets = world.post(3, growing(5));
    assertThat(world.accept("later", tweets)).isInstanceOf(Accepted.Unrouted.class);
    world.clock.advance(Duration.ofHours(2));
    UnroutedDeliveries unrouted = unrouted();
    assertThat(await(unrouted.waiting("later"))).isEqualTo(1);
    assertThat(world.replayUnrouted()).as("nothing is mapped yet").isZero();

    world.zone("later", Cadence.HOURLY_LOT);
    assertThat(world.replayUnrouted()).isEqualTo(1);
    assertThat(world.replayUnrouted()).isZero();

    assertThat(world.stores.number("select count(*) from twitter_tweets")).isEqualTo(3);
    assertThat(await(unrouted.waiting("later"))).isZero();
    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();
    assertThat(world.snapshots()).isEqualTo(3);
  }

  private UnroutedDeliveries unrouted() {
    return new UnroutedDeliveries(world.stores.pool(), world.stores.vertx().eventBus());
  }

  @ParameterizedTest
  @CsvSource({
    "HOURLY_LOT, PT1H, PT1H",
    "AGE_TIER, PT1H, PT30M",
    "HOURLY_LOT, PT48H, ",
    "AGE_TIER, PT48H, ",
    "HOURLY_LOT, PT312H, ",
    "AGE_TIER, PT312H, "
  })
  void aDeliveryThatWaitedHasTheTimeItCameAndIsPolledFromNow(
      Cadence cadence, Duration waited, Duration firstPoll) {
    Instant came = TrackerWorld.START.plus(Duration.ofMinutes(6));
    world.zone("brand", cadence);
    var known = world.post(growing(60));
    world.deliver("brand", List.of(known));
    var fresh = world.post(growing(60));
    world.clock.set(came);
    world.accept("later", List.of(known, fresh));
    world.clock.advance(waited);
    Instant now = world.clock.instant();
    await(new Rules(world.stores.pool()).map("later", "brand", null, true, now));

    assertThat(world.replayUnrouted()).isEqualTo(1);

    var row = world.tracking(fresh);
    assertThat(Times.instant(row, "captured_at")).isEqualTo(came);
    assertThat(Times.instant(row, "received_at")).isEqualTo(came);
    assertThat(Times.instantOrNull(row, "next_update_at"))
        .isEqualTo(firstPoll == null ? null : now.plus(firstPoll));
    assertThat(row.getString("stop_reason")).isEqualTo(firstPoll == null ? "age_limit" : null);
    var lot = world.stores.sql("select * from twitter_lots order by id desc limit 1").getFirst();
    assertThat(Times.instant(lot, "arrived_at")).isEqualTo(now);
    assertThat(Times.instantOrNull(lot, "finished_at")).isEqualTo(firstPoll == null ? now : null);
    var reading = world.stores.sql("select * from twitter_engagement_history").getFirst();
    assertThat(Times.instant(reading, "snapshot_at")).isEqualTo(came);
    assertThat(reading.getDouble("engagement_velocity")).isEqualTo(60.0);
    assertThat(Times.instant(world.tracking(known), "captured_at")).isEqualTo(came);
    assertThat(
            Times.instant(
                world
                    .stores
                    .sql("select received_at from webhook_deliveries order by id desc limit 1")
                    .getFirst(),
                "received_at"))
        .isEqualTo(came);
  }

  @Test
  void aDeliveryThatWaitedBringsNothingThatIsOlderThanWhatIsKnown() {
    world.zone("brand", Cadence.HOURLY_LOT);
    var tweet =
        world.post(
            ScriptedGrowth.always(new SimulatedCounters(0, 0, 9, 0, 0, 0))
                .then(Duration.ofMinutes(20), new SimulatedCounters(0, 0, 4, 0, 0, 0)));
    world.accept("later", List.of(tweet));
    world.clock.advance(Duration.ofMinutes(30));
    world.deliver("brand", List.of(tweet));
    world.stores.sql("update twitter_profiles set followers = 5000");
    world.clock.advance(Duration.ofHours(1));
    await(new Rules(world.stores.pool()).map("later", "brand", null, true, world.clock.instant()));

    assertThat(world.replayUnrouted()).isEqualTo(1);

    assertThat(world.snapshots()).isZero();
    assertThat(world.tracking(tweet).getLong("like_count")).isEqualTo(4);
    assertThat(
            world
                .stores
                .sql("select updated_at from twitter_profiles")
                .getFirst()
                .getOffsetDateTime(0)
                .toInstant())
        .isEqualTo(TrackerWorld.START.plus(Duration.ofMinutes(30)));
  }

  @Test
  void aDeliveryThatWaitedDoesNotBringBackATweetThatWasDeletedSince() {
    world.zone("brand", Cadence.HOURLY_LOT);
    var tweet = world.post(growing(60));
    world.deliver("brand", List.of(tweet));
    world.clock.advance(Duration.ofMinutes(10));
    world.accept("later", List.of(tweet));
    world.clock.advance(Duration.ofMinutes(50));
    world.simulator.tweets().delete(tweet.id());
    for (int i = 0; i < 3; i++) {
      world.pass().runDue();
      world.clock.advance(Duration.ofMinutes(30));
    }
    assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo("deleted");
    await(new Rules(world.stores.pool()).map("later", "brand", null, true, world.clock.instant()));

    assertThat(world.replayUnrouted()).isEqualTo(1);

    assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo("deleted");
    assertThat(world.snapshots()).isEqualTo(1);
  }

  @Test
  void aDeliveryWaitsOnWhenItsZoneIsBeingDeleted() {
    world.accept("later", world.post(2, growing(5)));
    world.zone("later", Cadence.HOURLY_LOT);
    world.stores.sql("update zones set status = 'deleting'");

    assertThat(world.replayUnrouted()).isZero();

    assertThat(await(unrouted().waiting("later"))).isEqualTo(1);
    assertThat(world.stores.sql("select problem from unrouted_deliveries"))
        .extracting(row -> row.getString(0))
        .containsExactly((String) null);
    world.stores.sql("update zones set status = 'active'");
    assertThat(world.replayUnrouted()).isEqualTo(1);
  }

  @Test
  void aDeliveryWhoseZoneEndsWhileItIsSiftedIsTakenAsItIs() {
    Delivery delivery = read(world.body("nowhere", world.post(2, growing(5))).encode());
    Instant now = world.clock.instant();
    Throwable ofTheData =
        world
            .stores
            .pool()
            .query("select 'x'::int")
            .execute()
            .<Throwable>map(rows -> new AssertionError())
            .otherwise(problem -> problem)
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    var writer = new DeliveryWriter(world.stores.pool(), world.partitions);
    var arrival = new Arrival(delivery, new Arrival.OfRule("nowhere"), now, now, null, null);
    Future<Arrival> accepted = writer.withoutRefused(arrival, ofTheData);

    assertThat(await(accepted).delivery().tweets()).isEqualTo(delivery.tweets());
  }

  @Test
  void aDeliveryWhoseReplayWasInADeadlockIsReplayedLater() {
    world.accept("later", world.post(2, growing(5)));
    world.zone("later", Cadence.HOURLY_LOT);
    world.stores.sql(
        """
        create function deadlock() returns trigger language plpgsql as $$
        begin
          raise exception 'deadlock detected' using errcode = '40P01';
        end $$
        """);
    world.stores.sql(
        "create trigger deadlock before insert on twitter_tweets"
            + " for each row execute function deadlock()");

    assertThatThrownBy(world::replayUnrouted).hasStackTraceContaining("deadlock");

    world.stores.sql("drop trigger deadlock on twitter_tweets");
    assertThat(world.replayUnrouted()).isEqualTo(1);
  }

  @Test
  void aDeliveryThatCannotBeReplayedIsNotTriedForEver() {
    world.stores.sql(
        "insert into unrouted_deliveries (rule_id, received_at, body)"
            + " values ('later', now(), 'not json'), ('later', now(), '{\"tweets\":[]}')");
    world.zone("later", Cadence.HOURLY_LOT);

    world.replayUnrouted();

    assertThat(world.stores.sql("select problem from unrouted_deliveries order by id"))
        .extracting(row -> row.getString(0) == null)
        .containsExactly(false, true);
  }

  private static Delivery read(String body) {
    return DeliveryJson.read(DeliveryJson.parse(body.getBytes(StandardCharsets.UTF_8)));
  }
}
