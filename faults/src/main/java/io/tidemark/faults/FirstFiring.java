package io.tidemark.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Measures how soon after a database outage a snapshot is recorded. */
final class FirstFiring {

  private static final String FIRING = "first firing after PostgreSQL accepts connections";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final FaultEnvironment environment;
  private final RecoveryTimes recovery;

  FirstFiring(FaultEnvironment environment, RecoveryTimes recovery) {
    this.environment = environment;
    this.recovery = recovery;
  }

  /** Starts measuring in the background. */
  void watch() {
    long now = System.nanoTime();
    Thread.ofVirtual().start(() -> watch(now));
  }

  private void watch(long since) {
    try (Connection connection = environment.database().connect()) {
      String query = "select count(*) from twitter_engagement_history where origin = 'poll'";
      long before = Database.number(connection, query);
      if (RealTime.await(
          () -> Database.number(connection, query) > before, TIMEOUT, Duration.ofMillis(20))) {
        recovery.add(FIRING, since);
      }
    } catch (SQLException awayAgain) {
      // The database is unavailable again; the next recovery is measured separately.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
