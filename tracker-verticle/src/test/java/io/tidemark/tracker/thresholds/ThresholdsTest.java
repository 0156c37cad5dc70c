package io.tidemark.tracker.thresholds;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class ThresholdsTest {

  private TrackerWorld world = TrackerWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void aQuarterOfTheZonesTweetsHasLess() {
    zoneWithLikes("brand", 10, 20, 30, 40, 50);

    assertThat(p25("brand")).isEqualTo(20);
  }

  @Test
  void itIsNeverBelowOneAndOneWithoutTweets() {
    zoneWithLikes("dead", 0, 0, 0, 0, 900);
    world.zone("empty", Cadence.HOURLY_LOT);

    assertThat(await(thresholds().of(Set.of("dead", "empty"))))
        .isEqualTo(Map.of("dead", 1.0, "empty", 1.0));
  }

  @Test
  void onlyTheLastDayCounts() {
    zoneWithLikes("brand", 1_000, 1_000, 1_000);
    world.clock.advance(Duration.ofHours(25));
    zoneWithLikes("brand", 8, 8, 8);

    assertThat(p25("brand")).isEqualTo(8);
  }

  @Test
  void itIsKeptForAnHourAndThenComputedAnew() {
    zoneWithLikes("brand", 10, 10);
    assertThat(p25("brand")).isEqualTo(10);
    zoneWithLikes("brand", 90, 90, 90, 90, 90, 90, 90, 90);

    world.clock.advance(Duration.ofMinutes(59));
    assertThat(p25("brand")).isEqualTo(10);
    world.clock.advance(Duration.ofMinutes(1));
    assertThat(p25("brand")).isEqualTo(90);
  }

  @Test
  void whileOneProcessRecomputesTheOthersUseTheOldOne() {
    zoneWithLikes("brand", 10, 10);
    assertThat(p25("brand")).isEqualTo(10);
    zoneWithLikes("brand", 90, 90, 90, 90, 90, 90, 90, 90);
    world.clock.advance(Duration.ofHours(2));
    redis("SET", "tidemark:zone:brand:p25:recompute", "1");

    assertThat(p25("brand")).isEqualTo(10);
  }

  @Test
  void withoutRedisItComesFromSql() {
    world.close();
    world = TrackerWorld.begin(Map.of("TIDEMARK_REDIS_URL", "redis://127.0.0.1:1"));
    zoneWithLikes("brand", 10, 20, 30, 40, 50);

    assertThat(p25("brand")).isEqualTo(20);
  }

  @Test
  void withoutRedisAProcessComputesItOnceAnHour() {
    world.close();
    world = TrackerWorld.begin(Map.of("TIDEMARK_REDIS_URL", "redis://127.0.0.1:1"));
    zoneWithLikes("brand", 10, 10);
    Thresholds process = thresholds();
    assertThat(await(process.of(Set.of("brand")))).containsEntry("brand", 10.0);
    zoneWithLikes("brand", 90, 90, 90, 90, 90, 90, 90, 90);

    world.clock.advance(Duration.ofMinutes(59));
    assertThat(await(process.of(Set.of("brand")))).containsEntry("brand", 10.0);
    world.clock.advance(Duration.ofMinutes(1));
    assertThat(await(process.of(Set.of("brand")))).containsEntry("brand", 90.0);
  }

  @Test
  void whenItCannotBeComputedTheLastKnownHoldsOrElseOne() {
    zoneWithLikes("brand", 10, 20, 30, 40, 50);
    world.zone("other", Cadence.HOURLY_LOT);
    Thresholds process = thresholds();
    await(process.of(Set.of("brand")));
    world.clock.advance(Duration.ofHours(2));
    world.stores.sql("alter table twitter_tweets rename column total_engagement to hidden");

    assertThat(await(process.of(Set.of("brand", "other"))))
        .isEqualTo(Map.of("brand", 20.0, "other", 1.0));
    world.stores.sql("alter table twitter_tweets rename column hidden to total_engagement");
  }

  @Test
  void aForeignValueInRedisDoesNoHarm() {
    zoneWithLikes("brand", 10, 20, 30, 40, 50);
    redis("SET", "tidemark:zone:brand:p25", "rubbish");

    assertThat(p25("brand")).isEqualTo(20);
  }

  private void redis(String... command) {
    var request =
        io.vertx.redis.client.Request.cmd(io.vertx.redis.client.Command.create(command[0]));
    for (int i = 1; i < command.length; i++) {
      request.arg(command[i]);
    }
    TestFoundation.await(world.stores.app().redis().send(request));
  }

  private Thresholds thresholds() {
    return new Thresholds(world.stores.pool(), world.stores.app().redis(), world.clock);
  }

  private double p25(String zone) {
    return await(thresholds().of(Set.of(zone))).get(zone);
  }

  private void zoneWithLikes(String zone, long... likes) {
    world.zone(zone, Cadence.HOURLY_LOT);
    world.deliver(
        zone,
        LongStream.of(likes)
            .mapToObj(
                count ->
                    world.post(ScriptedGrowth.always(new SimulatedCounters(0, 0, count, 0, 0, 0))))
            .toList());
  }
}
