package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.faults.PressureProfile.Phase;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.NoGrowth;
import io.tidemark.simulator.growth.SmallGrowth;
import io.tidemark.simulator.tweets.TweetDraft;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Creates lots of one tweet each, due evenly over a phase, with the rows that intake would have
 * written an hour ago. Most have moved and are due again in an hour; the others finish with their
 * first poll.
 */
final class PressureLots {

  private static final Duration AGO = Duration.ofHours(1);
  private static final Duration TO_BE_SEEN = Duration.ofSeconds(1);
  private static final int WRITTEN_PER_SECOND = 4_000;
  private static final int STILL = 5;

  /**
   * The lots of one phase.
   *
   * @param first id of the first lot and of its tweet; the others follow consecutively
   */
  record DueLots(Phase phase, long first, Instant from) {

    Instant until() {
      return from.plus(phase.duration());
    }

    long last() {
      return first + phase.lots() - 1;
    }
  }

  private final Database database;
  private final PlatformSimulator simulator;
  private final WorldClock clock;
  private final Growth still = new NoGrowth(0);
  private final Growth moving = SmallGrowth.withEvents(400, 7);
  private long next = 1;

  PressureLots(Database database, PlatformSimulator simulator, WorldClock clock) {
    this.database = database;
    this.simulator = simulator;
    this.clock = clock;
  }

  void makeZone() throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          "insert into zones (id, name, cadence, created_at)"
              + " values ('pressure', 'pressure', 'HOURLY_LOT', now())");
    }
  }

  /** Writes the lots of a phase, which starts when all are written. */
  DueLots write(Phase phase) throws SQLException {
    int lots = phase.lots();
    Instant from =
        clock
            .instant()
            .plus(TO_BE_SEEN.multipliedBy(2))
            .plusMillis(lots * 1_000L / WRITTEN_PER_SECOND);
    var due = new DueLots(phase, next, from);
    next += lots;
    String[] ids = new String[lots];
    for (int i = 0; i < lots; i++) {
      Growth growth = i % STILL == 0 ? still : moving;
      ids[i] = simulator.tweets().post(TweetDraft.growing(growth).at(from.minus(AGO))).id();
    }
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      write(connection, due, ids);
      connection.commit();
    }
    if (clock.instant().plus(TO_BE_SEEN).isAfter(from)) {
      throw new IllegalStateException("the lots were due before all of them were written");
    }
    return due;
  }

  private static final int PART = 50_000;

  private static final String DUE =
      """
      create temporary table due as
      select ? + n - 1 as id, tweet_id,
        ?::timestamptz + (? + n - 1) * interval '1 second' / ? as due_at
      from unnest(?::text[]) with ordinality as due (tweet_id, n)
      """;

  private static final String ROWS =
      """
      insert into twitter_lots (id, zone_id, delivery_id, arrived_at, tweets)
        overriding system value
      select id, 'pressure', 0, due_at - interval '1 hour', 1
      from due;

      insert into twitter_tweets (id, zone_id, tweet_id, text, twitter_created_at, received_at,
        captured_at, retweet_count, reply_count, like_count, quote_count, view_count,
        bookmark_count)
        overriding system value
      select id, 'pressure', tweet_id, 'under pressure', due_at - interval '1 hour',
        due_at - interval '1 hour', due_at - interval '1 hour', 0, 0, 0, 0, 0, 0
      from due;

      insert into twitter_engagement_tracking (tweet_db_id, lot_id, tier, next_update_at)
      select id, id, 'warm', due_at
      from due;

      insert into timers (kind, subject, due_at)
      select 'lot', id, due_at
      from due;

      drop table due;
      """;

  private static final String ANALYZE =
      "analyze twitter_lots, twitter_tweets, twitter_engagement_tracking, timers";

  /** In parts, so that no statement reaches its time limit. */
  private static void write(Connection connection, DueLots due, String[] tweets)
      throws SQLException {
    for (int from = 0; from < tweets.length; from += PART) {
      String[] part = Arrays.copyOfRange(tweets, from, Math.min(tweets.length, from + PART));
      write(connection, due, from, part);
    }
    try (var statement = connection.createStatement()) {
      statement.execute(ANALYZE);
    }
  }

  private static void write(Connection connection, DueLots due, int from, String[] tweets)
      throws SQLException {
    try (var statement = connection.prepareStatement(DUE)) {
      statement.setLong(1, due.first() + from);
      statement.setTimestamp(2, Timestamp.from(due.from()));
      statement.setInt(3, from);
      statement.setInt(4, due.phase().perSecond());
      statement.setArray(5, connection.createArrayOf("text", tweets));
      statement.execute();
    }
    try (var statement = connection.createStatement()) {
      statement.execute(ROWS);
    }
  }
}
