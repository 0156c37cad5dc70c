package io.tidemark.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lifts the lock timeout for migrations that run outside a transaction, which build or drop indexes
 * concurrently. Such a build waits for the transactions that are older than itself as if for locks,
 * but no session waits behind it; a timeout would throw away what is built so far.
 *
 * <p>Source: PostgreSQL documentation, "CREATE INDEX", Building Indexes Concurrently.
 */
final class IndexBuilds extends BaseCallback {

  private static final Logger log = LoggerFactory.getLogger(IndexBuilds.class);

  private final String limitInTransactions;

  /**
   * @param limitInTransactions the lock timeout of all other migrations, as PostgreSQL writes it
   */
  IndexBuilds(String limitInTransactions) {
    this.limitInTransactions = limitInTransactions;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    Connection connection = context.getConnection();
    try {
      boolean inTransaction = !connection.getAutoCommit();
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "set lock_timeout = '%s'".formatted(inTransaction ? limitInTransactions : "0"));
      }
      if (!inTransaction) {
        oldestTransaction(connection)
            .ifPresent(
                session ->
                    log.atInfo()
                        .addKeyValue("migration", context.getMigrationInfo().getScript())
                        .addKeyValue("oldestTransaction", session)
                        .log(
                            "A migration waits for the current transactions before it builds an index"));
      }
    } catch (SQLException problem) {
      throw new FlywayException("The lock timeout of a migration could not be set", problem);
    }
  }

  private static final String OLDEST_TRANSACTION =
      """
      select format('session %s of %s (%s), begun %s ago', pid, usename,
        coalesce(nullif(application_name, ''), 'no application name'),
        date_trunc('second', clock_timestamp() - xact_start))
      from pg_stat_activity
      where datname = current_database()
        and pid <> pg_backend_pid()
        and xact_start is not null
      order by xact_start
      limit 1
      """;

  /** The session that has been in one transaction for longest, which is likely to hold locks. */
  static Optional<String> oldestTransaction(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(OLDEST_TRANSACTION)) {
      return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
    }
  }
}
