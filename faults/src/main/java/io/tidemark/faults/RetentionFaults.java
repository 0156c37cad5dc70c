package io.tidemark.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Faults of retention. */
final class RetentionFaults {

  private static final String HISTORY = "twitter_engagement_history";
  private static final String GONE = "days past their retention are gone after their last reader";
  private static final Duration TO_BEGIN = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** Retention's wait for a lock, by our configuration. */
  static final Duration FOR_A_LOCK = Duration.ofSeconds(10);

  /** Retention runs hourly. */
  private static final Duration HOURS = Duration.ofHours(2);

  private final FaultEnvironment environment;
  private final SuiteProfile profile;
  private final RecoveryTimes recovery;
  private final AtomicInteger made = new AtomicInteger();
  private final List<HistoryPartitions> before = new CopyOnWriteArrayList<>();

  RetentionFaults(FaultEnvironment environment, SuiteProfile profile, RecoveryTimes recovery) {
    this.environment = environment;
    this.profile = profile;
    this.recovery = recovery;
  }

  /**
   * Reads expired days while retention detaches them. The days are created for this fault, because
   * the run does not last a month.
   *
   * @return what was seen
   */
  String readAtMidnight(Duration length) throws InterruptedException {
    var reader = new Reader();
    if (!RealTime.await(reader::begin, TO_BEGIN, Duration.ofMillis(200))) {
      throw new IllegalStateException("no day that is past its retention could be read");
    }
    Duration most = profile.real(HOURS).plus(FOR_A_LOCK.multipliedBy(2));
    boolean pending = RealTime.await(this::isPending, most, LOOK_EVERY);
    boolean cut =
        pending && RealTime.await(() -> environment.database().number(CUT) > 0, length, LOOK_EVERY);
    RealTime.sleep(length);
    reader.end();
    long ended = System.nanoTime();
    if (RealTime.await(this::isDone, most, LOOK_EVERY)) {
      recovery.add(GONE, ended);
    }
    return (pending ? "a detach was pending" : "no detach was seen")
        + (cut ? ", its session was cut" : "");
  }

  private boolean isPending() throws SQLException {
    return environment.database().number(PENDING) > 0;
  }

  private boolean isDone() throws SQLException {
    return environment.database().days().undone(oldestKept()).isEmpty();
  }

  private static final String PENDING =
      """
      select count(*)
      from pg_inherits
      where inhdetachpending
        and inhparent = 'twitter_engagement_history'::regclass
      """;

  private static final String CUT =
      """
      select count(pg_terminate_backend(pid))
      from pg_stat_activity
      where query like 'alter table twitter_engagement_history detach%'
        and state = 'active'
      """;

  /** A long reading session, as of a dump or a report. */
  private final class Reader {

    private @Nullable Connection connection;

    /** Creates days and reads them before retention processes them. */
    boolean begin() throws SQLException {
      LocalDate first = oldestKept().minusDays(2L * made.incrementAndGet());
      HistoryPartitions kept = environment.database().days();
      make(first);
      make(first.plusDays(1));
      Connection opened = environment.database().connect();
      boolean reads = false;
      try (var statement = opened.createStatement()) {
        opened.setAutoCommit(false);
        statement.execute("set transaction isolation level repeatable read");
        long rows =
            Database.number(
                opened,
                "select count(*) from %s where snapshot_at < timestamptz '%s 00:00:00+00'"
                    .formatted(HISTORY, first.plusDays(2)));
        // Otherwise retention was faster.
        reads = rows > 0 && Database.number(opened, PENDING) == 0;
        if (reads) {
          before.add(kept);
          connection = opened;
        }
        return reads;
      } finally {
        if (!reads) {
          opened.close();
        }
      }
    }

    void end() {
      try {
        Objects.requireNonNull(connection, "it reads").close();
      } catch (SQLException gone) {
        // A restart of the server has ended the transaction as well.
      }
    }
  }

  private void make(LocalDate day) throws SQLException {
    String name = HISTORY + "_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    environment
        .database()
        .execute("create table %s (like %s including all)".formatted(name, HISTORY));
    environment
        .database()
        .execute(
            """
            alter table %s
            attach partition %s for values from ('%s 00:00:00+00') to ('%s 00:00:00+00')
            """
                .formatted(HISTORY, name, day, day.plusDays(1)));
    environment
        .database()
        .execute(
            """
            insert into %s (tweet_id, snapshot_at, origin)
            select 0, timestamptz '%s 12:00:00+00' + n * interval '1 second', 'webhook'
            from generate_series(1, 100) n
            """
                .formatted(name, day));
  }

  LocalDate oldestKept() {
    return LocalDate.ofInstant(environment.clock().instant(), ZoneOffset.UTC)
        .minusDays(FaultEnvironment.RETENTION);
  }

  /** The partitions before each reader. */
  List<HistoryPartitions> before() {
    return List.copyOf(before);
  }
}
