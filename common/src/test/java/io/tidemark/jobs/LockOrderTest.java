package io.tidemark.jobs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever locks several timers does so in the order of their subjects. */
@Tag("server")
class LockOrderTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  static Stream<Arguments> writers() {
    BiFunction<JobStore, List<Claim>, Future<?>> renew = JobStore::renew;
    BiFunction<JobStore, List<Claim>, Future<?>> release = JobStore::release;
    return Stream.of(Arguments.of("renew", renew), Arguments.of("release", release));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("writers")
  void aPassThatWritesAndItsOwnRenewalDoNotDeadlock(
      String name, BiFunction<JobStore, List<Claim>, Future<?>> writer) {
    try (TestFoundation app = TestFoundation.lay(WorldClock.real(), Map.of())) {
      var timers = new JobStore(app.pool(), name, Duration.ofMinutes(1), ClaimOwner.NONE);
      // In the table they lie the other way round, which is how a scan meets them.
      for (long subject = 2; subject > 0; subject--) {
        await(new JobSchedule(name).schedule(app.pool(), subject, NOON));
      }
      List<Claim> claims = await(timers.claim(NOON, 10));
      SqlConnection write = await(app.pool().getConnection());
      await(write.begin());
      await(write.query("select from timers where subject = 1 for update").execute());

      Future<?> beside = writer.apply(timers, claims.reversed());
      untilASessionWaits(app);
      await(write.query("select from timers where subject = 2 for update").execute());
      await(write.query("commit").execute());
      await(write.close());

      await(beside);
      assertThat(beside.succeeded()).isTrue();
    }
  }

  private static void untilASessionWaits(TestFoundation app) {
    for (int looks = 0; looks < 2_000; looks++) {
      if (app.number(
              "select count(*) from pg_stat_activity"
                  + " where wait_event_type = 'Lock' and datname = current_database()")
          > 0) {
        return;
      }
    }
    throw new AssertionError("nothing waits for the lock");
  }
}
