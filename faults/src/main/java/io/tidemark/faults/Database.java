package io.tidemark.faults;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The suite's direct access to the database, independent of the code under test. Sessions are used
 * again, because a new one costs more than most queries. Thread-safe.
 */
final class Database implements AutoCloseable {

  private interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

  /** A claimed lot, with the token of its claim. */
  record LotClaim(long lot, long token) {}

  private final String url;
  private final String user;
  private final String password;

  Database(String postgresUrl) {
    URI server = URI.create(postgresUrl);
    String[] login = server.getUserInfo().split(":", 2);
    url =
        "jdbc:postgresql://%s:%d%s?connectTimeout=2&socketTimeout=30"
            .formatted(server.getHost(), server.getPort(), server.getPath());
    user = login[0];
    password = login[1];
  }

  /** A new connection with the session time zone UTC. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /** A session that a fault has ended is replaced once. */
  private <T> T query(Work<T> work) throws SQLException {
    Connection known = idle.poll();
    if (known != null) {
      try {
        return keep(known, work.with(known));
      } catch (SQLException problem) {
        boolean alive = known.isValid(1);
        known.close();
        if (alive) {
          throw problem;
        }
      }
    }
    Connection fresh = connect();
    try {
      return keep(fresh, work.with(fresh));
    } catch (SQLException failed) {
      fresh.close();
      throw failed;
    }
  }

  private <T> T keep(Connection connection, T result) {
    idle.add(connection);
    return result;
  }

  long number(String query) throws SQLException {
    return query(connection -> number(connection, query));
  }

  /** Runs a statement once, on a session of its own: one whose answer is lost may have run. */
  void execute(String statement) throws SQLException {
    try (Connection connection = connect();
        var prepared = connection.createStatement()) {
      prepared.execute(statement);
    }
  }

  /** Runs a statement in a transaction of its own, which stays open for so long. */
  void hold(String statement, Duration length) throws InterruptedException, SQLException {
    try (Connection connection = connect();
        var prepared = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      prepared.execute(statement);
      RealTime.sleep(length);
      connection.rollback();
    }
  }

  static long number(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static final String CLAIMS =
      """
      select subject, token
      from timers
      where kind = 'lot'
        and leased_until > clock_timestamp()
        and (?::text is null or holder in (select id from processes where label like ?))
      """;

  /**
   * The claimed lots.
   *
   * @param process only those of this process of this machine; null for all
   */
  Set<LotClaim> claims(@Nullable Long process) throws SQLException {
    return query(connection -> claims(connection, process));
  }

  private static Set<LotClaim> claims(Connection connection, @Nullable Long process)
      throws SQLException {
    Set<LotClaim> claims = new HashSet<>();
    String label = process == null ? null : "%(" + process + ")";
    try (var statement = connection.prepareStatement(CLAIMS)) {
      statement.setString(1, label);
      statement.setString(2, label);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          claims.add(new LotClaim(rows.getLong("subject"), rows.getLong("token")));
        }
      }
    }
    return claims;
  }

  /**
   * The state of a lot that has a timer.
   *
   * @param token of its last claim
   * @param done whether the last claim was completed or released
   */
  record LotState(long token, boolean done) {}

  private static final String STATES =
      """
      select subject, token, leased_until is null as done
      from timers
      where kind = 'lot'
        and subject = any (?)
      """;

  /** The state of these lots; finished lots are absent. */
  static Map<Long, LotState> states(Connection connection, Set<Long> lots) throws SQLException {
    Map<Long, LotState> states = new HashMap<>();
    try (var statement = connection.prepareStatement(STATES)) {
      statement.setArray(1, connection.createArrayOf("bigint", lots.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          states.put(
              rows.getLong("subject"),
              new LotState(rows.getLong("token"), rows.getBoolean("done")));
        }
      }
    }
    return states;
  }

  private static final String TRACKED =
      """
      select tweet.tweet_id, tweet.twitter_created_at at time zone 'UTC' as created_at,
        lot.arrived_at at time zone 'UTC' as arrived_at,
        tracking.stopped_at at time zone 'UTC' as stopped_at, tracking.stop_reason,
        array(
          select history.snapshot_at at time zone 'UTC'
          from twitter_engagement_history history
          where history.tweet_id = tweet.id
            and history.origin = 'poll'
          order by history.snapshot_at) as readings
      from twitter_tweets tweet
      join twitter_engagement_tracking tracking on tracking.tweet_db_id = tweet.id
      join twitter_lots lot on lot.id = tracking.lot_id
      """;

  List<TrackedTweet> tracked() throws SQLException {
    List<TrackedTweet> tweets = new ArrayList<>();
    try (Connection connection = connect();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TRACKED)) {
      while (rows.next()) {
        List<Instant> snapshots = new ArrayList<>();
        for (Object snapshot : (Object[]) rows.getArray("readings").getArray()) {
          // The driver reads it in the time zone of this JVM; this reverts it.
          snapshots.add(((Timestamp) snapshot).toLocalDateTime().toInstant(ZoneOffset.UTC));
        }
        tweets.add(
            new TrackedTweet(
                rows.getString("tweet_id"),
                rows.getObject("created_at", LocalDateTime.class).toInstant(ZoneOffset.UTC),
                rows.getObject("arrived_at", LocalDateTime.class).toInstant(ZoneOffset.UTC),
                instant(rows.getObject("stopped_at", LocalDateTime.class)),
                rows.getString("stop_reason"),
                snapshots));
      }
    }
    return tweets;
  }

  private static final String SETTLED =
      """
      select rule_id,
        count(*) filter (where replayed_at is null and problem is null) as waiting,
        coalesce(string_agg(problem, '; '), '') as problem
      from unrouted_deliveries
      join twitter_rules using (rule_id)
      group by rule_id
      """;

  /** The state of deliveries that arrived before their rule was mapped, by rule. */
  Map<String, PoisonedDelivery.ReplayState> replayStates() throws SQLException {
    Map<String, PoisonedDelivery.ReplayState> replayStates = new HashMap<>();
    try (Connection connection = connect();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SETTLED)) {
      while (rows.next()) {
        replayStates.put(
            rows.getString("rule_id"),
            new PoisonedDelivery.ReplayState(rows.getLong("waiting"), rows.getString("problem")));
      }
    }
    return replayStates;
  }

  private static final String PARTITIONS =
      """
      select to_date(right(relname, 8), 'YYYYMMDD') as day, inhparent is not null as attached,
        coalesce(inhdetachpending, false) as pending
      from pg_class
      left join pg_inherits on inhrelid = pg_class.oid
      where relkind = 'r'
        and relname ~ '^twitter_engagement_history_[0-9]{8}$'
      """;

  private static final String READINGS =
      """
      select (snapshot_at at time zone 'UTC')::date as day, count(*) as readings
      from twitter_engagement_history
      group by 1
      """;

  /** The partitions of the history. */
  HistoryPartitions days() throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      Map<LocalDate, Long> snapshots = new HashMap<>();
      try (ResultSet rows = statement.executeQuery(READINGS)) {
        while (rows.next()) {
          snapshots.put(rows.getObject("day", LocalDate.class), rows.getLong("readings"));
        }
      }
      Map<LocalDate, HistoryPartitions.Partition> days = new HashMap<>();
      try (ResultSet rows = statement.executeQuery(PARTITIONS)) {
        while (rows.next()) {
          LocalDate day = rows.getObject("day", LocalDate.class);
          days.put(
              day,
              new HistoryPartitions.Partition(
                  rows.getBoolean("attached"),
                  rows.getBoolean("pending"),
                  snapshots.getOrDefault(day, 0L)));
        }
      }
      return new HistoryPartitions(days);
    }
  }

  private static @Nullable Instant instant(@Nullable LocalDateTime utc) {
    return utc == null ? null : utc.toInstant(ZoneOffset.UTC);
  }

  @Override
  public void close() {
    for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException("a session did not close", e);
      }
    }
  }
}
