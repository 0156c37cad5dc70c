package io.tidemark.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class DatabaseErrorsTest {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "08006, the connection failed",
    "08P01, protocol violation by a proxy",
    "25006, read-only standby",
    "40001, serialisation failure",
    "40P01, deadlock",
    "53100, disk full",
    "53300, too many connections",
    "55P03, lock not available",
    "57014, statement timeout",
    "57P01, shut down by an operator",
    "57P02, crash of another session",
    "57P03, still starting"
  })
  void theServersOwnTroublePasses(String state, String meaning) {
    assertThat(DatabaseErrors.isPassing(error(state))).as(meaning).isTrue();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "22001, a value is too long",
    "22P02, malformed text",
    "23502, not null",
    "23503, foreign key",
    "23505, unique",
    "23514, check",
    "25P02, the transaction is aborted already",
    "28P01, wrong password",
    "3D000, no such database",
    "42501, not allowed",
    "42601, syntax",
    "42P01, no such table",
    "55006, object in use",
    "XX000, internal error"
  })
  void aMistakeOfOursDoesNot(String state, String meaning) {
    assertThat(DatabaseErrors.isPassing(error(state))).as(meaning).isFalse();
  }

  static final List<Throwable> LOST_CONNECTIONS =
      List.of(
          ClosedConnectionException.INSTANCE,
          new IOException("Connection reset by peer"),
          new ConnectException("refused"),
          new TimeoutException("no free connection"),
          new VertxException("Connection closed"));

  @ParameterizedTest
  @FieldSource("LOST_CONNECTIONS")
  void aLostConnectionPasses(Throwable problem) {
    assertThat(DatabaseErrors.isPassing(problem)).isTrue();
  }

  @Test
  void theOtherDriverIsUnderstoodToo() {
    assertThat(DatabaseErrors.isPassing(new SQLException("shut down", "57P01"))).isTrue();
    assertThat(DatabaseErrors.isPassing(new SQLException("wrong password", "28P01"))).isFalse();
    assertThat(DatabaseErrors.isPassing(new SQLException("no state"))).isFalse();
  }

  @Test
  void theCauseDecidesWhereTheStepsNameIsWrappedAround() {
    assertThat(
            DatabaseErrors.isPassing(
                new IllegalStateException("lots could not be claimed", error("57P01"))))
        .isTrue();
    assertThat(
            DatabaseErrors.isPassing(
                new IllegalStateException("lots could not be claimed", error("23505"))))
        .isFalse();
  }

  @Test
  void aFailureOfTheWorkIsNoTroubleOfTheDatabase() {
    assertThat(DatabaseErrors.isPassing(new NullPointerException())).isFalse();
    assertThat(DatabaseErrors.isPassing(new PgException("no state", null, null, null))).isFalse();
  }

  @Test
  void aLockTimeoutIsKnownFromBothDrivers() {
    assertThat(DatabaseErrors.isLocked(error("55P03"))).isTrue();
    assertThat(
            DatabaseErrors.isLocked(
                new IllegalStateException("migration", new SQLException("locked", "55P03"))))
        .isTrue();
    assertThat(DatabaseErrors.isLocked(error("57014"))).isFalse();
    assertThat(DatabaseErrors.isLocked(new SQLException("no state"))).isFalse();
  }

  private static PgException error(String state) {
    return new PgException("something", "ERROR", state, null);
  }
}
