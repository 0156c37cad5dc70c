package io.tidemark.postgres;

import io.tidemark.servers.ServerCertificates;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** Classifies failures of the database for the caller: passing, of the data, too slow, locked. */
public final class DatabaseErrors {

  /** What we leave out is our fault and none of the data. */
  private static final String NULL_WHERE_NONE_MAY_BE = "23502";

  /** query_canceled, the state of a statement timeout. */
  private static final String TOO_SLOW = "57014";

  /** lock_not_available, the state of a lock timeout. */
  private static final String LOCKED = "55P03";

  private DatabaseErrors() {}

  /**
   * Whether the same request may well succeed in a moment: the server is away, starting, stopping,
   * out of connections, or a deadlock chose us. Says nothing about whether a COMMIT took effect.
   */
  public static boolean isPassing(Throwable problem) {
    return !ServerCertificates.isRefused(problem) && isPassingByItsKind(problem);
  }

  /**
   * Whether no statement would succeed at present: the server is away, starting, stopping,
   * read-only or out of connections. A statement that was too slow, had no lock or was in a
   * deadlock may fail while others succeed.
   */
  public static boolean isAway(Throwable problem) {
    return isPassing(problem) && !isTooSlow(problem) && !isLocked(problem) && !isConflict(problem);
  }

  /** Whether another transaction had to go first: a deadlock, or a failed serialisation. */
  private static boolean isConflict(Throwable problem) {
    return problem instanceof PgException pg
        ? String.valueOf(pg.getSqlState()).startsWith("40")
        : problem.getCause() != null && isConflict(problem.getCause());
  }

  /** Whether the server answered that it takes no writes: a standby does so. */
  static boolean isReadOnly(Throwable problem) {
    return problem instanceof PgException pg && "25006".equals(pg.getSqlState());
  }

  private static boolean isPassingByItsKind(Throwable problem) {
    return switch (problem) {
      case PgException pg -> isPassing(pg.getSqlState());
      case SQLException jdbc -> isPassing(jdbc.getSQLState());
      case ClosedConnectionException closed -> true;
      case IOException network -> true;
      case TimeoutException waited -> true;
      case VertxException driver -> isOfTheConnection(driver);
      default -> problem.getCause() != null && isPassingByItsKind(problem.getCause());
    };
  }

  /**
   * Whether the statement took longer than a statement may. The same again may pass when the
   * database has less to do; a smaller one is more likely to.
   */
  public static boolean isTooSlow(Throwable problem) {
    return problem instanceof PgException pg
        ? TOO_SLOW.equals(pg.getSqlState())
        : problem.getCause() != null && isTooSlow(problem.getCause());
  }

  /** Whether a statement could not have a lock within the lock timeout of its session. */
  static boolean isLocked(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if ((cause instanceof PgException pg && LOCKED.equals(pg.getSqlState()))
          || (cause instanceof SQLException jdbc && LOCKED.equals(jdbc.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the database refused what it was given, and may take other values: a value that a type
   * or a constraint does not hold, too large for an index, two rows where one was expected, or one
   * that a trigger refuses.
   */
  public static boolean isOfTheData(Throwable problem) {
    if (!(problem instanceof PgException pg)) {
      return problem.getCause() != null && isOfTheData(problem.getCause());
    }
    String state = pg.getSqlState();
    return state != null
        && (state.startsWith("21")
            || state.startsWith("22")
            || (state.startsWith("23") && !state.equals(NULL_WHERE_NONE_MAY_BE))
            || state.startsWith("54")
            || state.startsWith("P0"));
  }

  /**
   * The driver and the pool report a cut connection, a full queue and a timeout with nothing but a
   * text, and mistakes of ours in the same way.
   */
  private static boolean isOfTheConnection(VertxException driver) {
    String text = String.valueOf(driver.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("connection")
        || text.contains("closed")
        || text.contains("timeout")
        || text.contains("wait queue");
  }

  private static boolean isPassing(String state) {
    return state != null
        && (state.startsWith("08") // connection
            || state.startsWith("53") // out of resources
            || state.startsWith("57P") // shutting down, starting up
            || state.startsWith("25006") // a standby that is being promoted
            || state.equals(TOO_SLOW)
            || state.equals(LOCKED)
            || state.startsWith("40")); // deadlock, serialisation
  }
}
