package io.tidemark.profiles.sync;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.jobs.Schedule;
import io.tidemark.profiles.ProfileWorld;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("server")
class WeeklyTest {

  @ParameterizedTest
  @CsvSource({
    "UTC,              MONDAY, 03:00, 2026-03-09T02:59:59Z, 2026-03-09T03:00:00Z",
    "UTC,              MONDAY, 03:00, 2026-03-09T03:00:00Z, 2026-03-16T03:00:00Z",
    "Europe/Paris,     MONDAY, 03:00, 2026-03-23T12:00:00Z, 2026-03-30T01:00:00Z",
    "Europe/Paris,     MONDAY, 03:00, 2026-10-19T12:00:00Z, 2026-10-26T02:00:00Z",
    "Europe/Paris,     SUNDAY, 02:30, 2026-03-23T12:00:00Z, 2026-03-29T01:30:00Z",
    "Europe/Paris,     SUNDAY, 02:30, 2026-10-19T12:00:00Z, 2026-10-25T00:30:00Z",
    "Europe/Paris,     SUNDAY, 02:30, 2026-10-25T00:30:00Z, 2026-11-01T01:30:00Z",
    "Pacific/Auckland, MONDAY, 03:00, 2026-03-08T13:59:59Z, 2026-03-08T14:00:00Z",
  })
  void theTimeIsThatOfTheZone(
      String zone, DayOfWeek day, LocalTime at, Instant after, Instant expected) {
    assertThat(Schedule.weekly(day, at, ZoneId.of(zone)).next(after, after)).isEqualTo(expected);
  }

  @Test
  void missedWeeksAreOneSyncAndTheNextIsOnItsDay() {
    try (var world = new ProfileWorld()) {
      world.profile("ada");
      var weekly = WeeklySync.job(world.stores.app());
      await(weekly.prepare());
      assertThat(weekly.runOnce()).contains(Instant.parse("2026-03-16T03:00:00Z"));
      world.clock.set(Instant.parse("2026-04-08T12:00:00Z"));

      Instant next = weekly.runOnce().orElseThrow();

      assertThat(next).isEqualTo("2026-04-13T03:00:00Z");
      assertThat(
              world.stores.number(
                  "select count(*) from sync_jobs where trigger = 'scheduled'"
                      + " and parent_id is null"))
          .isEqualTo(1);
    }
  }

  @Test
  void aSyncThatIsUnderWayDoesNotCostTheWeek() {
    try (var world = new ProfileWorld()) {
      var weekly = WeeklySync.job(world.stores.app());
      await(weekly.prepare());
      world.clock.set(Instant.parse("2026-03-16T03:00:00Z"));
      world.start();

      assertThat(weekly.runOnce()).contains(Instant.parse("2026-03-16T03:10:00Z"));
      world.pass().runOnce();
      world.clock.advance(Duration.ofMinutes(10));
      assertThat(weekly.runOnce()).contains(Instant.parse("2026-03-23T03:00:00Z"));
    }
  }

  @Test
  void aProfileIsScrapedWeeklyThoughMinutesAfterTheSyncBegan() {
    try (var world = new ProfileWorld()) {
      world.profile("ada");
      var weekly = WeeklySync.job(world.stores.app());
      await(weekly.prepare());
      world.clock.set(Instant.parse("2026-03-16T03:00:00Z"));
      weekly.runOnce();
      world.clock.advance(Duration.ofMinutes(20));
      world.pass().runOnce();
      world.clock.set(Instant.parse("2026-03-23T03:00:00Z"));
      weekly.runOnce();
      world.pass().runOnce();

      assertThat(world.provider.seen).hasSize(2);
    }
  }

  @Test
  void oneOfTwoPodsBeginsTheWeek() {
    try (var world = new ProfileWorld()) {
      var one = WeeklySync.job(world.stores.app());
      var other = WeeklySync.job(world.stores.app());
      await(one.prepare());
      await(other.prepare());
      world.clock.set(Instant.parse("2026-03-16T03:00:00Z"));

      one.runOnce();
      other.runOnce();

      assertThat(world.stores.number("select count(*) from sync_jobs where parent_id is null"))
          .isEqualTo(1);
    }
  }
}
