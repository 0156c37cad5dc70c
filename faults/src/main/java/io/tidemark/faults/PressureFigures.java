package io.tidemark.faults;

import io.tidemark.faults.PressureLots.DueLots;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The figures of one phase.
 *
 * @param firedPerSecond lots per second during the phase
 * @param lags from due to committed, in seconds: median, 99th percentile and maximum
 * @param unread lots without a snapshot
 * @param doubled lots with more than one snapshot
 * @param drainedIn time from the last due time to the last snapshot
 * @param samples samples during the phase
 * @param intervals figures for each ten seconds
 */
record PressureFigures(
    DueLots due,
    double firedPerSecond,
    List<Double> lags,
    long unread,
    long doubled,
    Duration drainedIn,
    List<Sample> samples,
    List<Interval> intervals) {

  /**
   * A sample of the table of timers.
   *
   * @param overdue lots overdue for more than a second
   * @param bytes size of the table and its indexes
   */
  record Sample(Duration at, long overdue, long dead, long bytes) {}

  /**
   * @param from time since the start of the phase
   */
  record Interval(Duration from, long fired, double p50, double p99) {}

  PressureFigures {
    lags = List.copyOf(lags);
    samples = List.copyOf(samples);
    intervals = List.copyOf(intervals);
  }

  private static final String SAMPLE =
      """
      select
        (select count(*)
         from timers
         where kind = 'lot'
           and due_at < clock_timestamp() - interval '1 second') as overdue,
        (select n_dead_tup from pg_stat_user_tables where relname = 'timers') as dead,
        pg_total_relation_size('timers') as bytes
      """;

  static Sample sample(Connection connection, Duration at) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SAMPLE)) {
      row.next();
      return new Sample(at, row.getLong("overdue"), row.getLong("dead"), row.getLong("bytes"));
    }
  }

  private static final String FIRED =
      """
      create temporary table fired on commit drop as
      select history.tweet_id as lot,
        extract(epoch from pg_xact_commit_timestamp(history.xmin) - ?::timestamptz)::float8 as at,
        ((history.tweet_id - ?) / ?::float8) as due_at
      from twitter_engagement_history history
      where history.tweet_id between ? and ?
      """;

  private static final String ALL =
      """
      select count(*) filter (where at <= ?) as meanwhile,
        count(distinct lot) as lots,
        count(*) as readings,
        percentile_cont(array[0.5, 0.99, 1]) within group (order by at - due_at) as lags
      from fired
      """;

  private static final String COURSE =
      """
      select floor(at / 10)::int as stretch, count(*) as fired,
        percentile_cont(array[0.5, 0.99]) within group (order by at - due_at) as lags
      from fired
      group by 1
      order by 1
      """;

  static PressureFigures of(
      Database database, DueLots due, Duration drainedIn, List<Sample> samples)
      throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      try (var statement = connection.prepareStatement(FIRED)) {
        statement.setTimestamp(1, Timestamp.from(due.from()));
        statement.setLong(2, due.first());
        statement.setInt(3, due.phase().perSecond());
        statement.setLong(4, due.first());
        statement.setLong(5, due.last());
        statement.execute();
      }
      double seconds = due.phase().duration().toMillis() / 1_000.0;
      try (var statement = connection.prepareStatement(ALL)) {
        statement.setDouble(1, seconds);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          return new PressureFigures(
              due,
              row.getLong("meanwhile") / seconds,
              doubles(row),
              due.phase().lots() - row.getLong("lots"),
              row.getLong("readings") - row.getLong("lots"),
              drainedIn,
              samples,
              intervals(connection));
        }
      }
    }
  }

  private static List<Interval> intervals(Connection connection) throws SQLException {
    List<Interval> intervals = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COURSE)) {
      while (rows.next()) {
        List<Double> lags = doubles(rows);
        intervals.add(
            new Interval(
                Duration.ofSeconds(10L * rows.getInt("stretch")),
                rows.getLong("fired"),
                lags.get(0),
                lags.get(1)));
      }
    }
    return intervals;
  }

  private static List<Double> doubles(ResultSet row) throws SQLException {
    return row.getArray("lags") == null
        ? List.of()
        : List.of((Double[]) row.getArray("lags").getArray());
  }

  boolean isGood() {
    return unread == 0 && doubled == 0;
  }

  long mostDead() {
    return samples.stream().mapToLong(Sample::dead).max().orElse(0);
  }

  long mostOverdue() {
    return samples.stream().mapToLong(Sample::overdue).max().orElse(0);
  }

  long mostBytes() {
    return samples.stream().mapToLong(Sample::bytes).max().orElse(0);
  }

  JsonObject json() {
    var intervalsJson = new JsonArray();
    intervals.forEach(
        interval ->
            intervalsJson.add(
                new JsonObject()
                    .put("from_s", interval.from().toSeconds())
                    .put("fired", interval.fired())
                    .put("p50_s", interval.p50())
                    .put("p99_s", interval.p99())));
    var moments = new JsonArray();
    samples.forEach(
        sample ->
            moments.add(
                new JsonObject()
                    .put("at_s", sample.at().toMillis() / 1_000.0)
                    .put("overdue", sample.overdue())
                    .put("dead", sample.dead())
                    .put("bytes", sample.bytes())));
    return new JsonObject()
        .put("spell", due.phase().name())
        .put("due_per_second", due.phase().perSecond())
        .put("fired_per_second", firedPerSecond)
        .put("lag_p50_p99_most_s", new JsonArray(lags))
        .put("unread", unread)
        .put("doubled", doubled)
        .put("drained_in_ms", drainedIn.toMillis())
        .put("course", intervalsJson)
        .put("samples", moments);
  }

  /** A text for the terminal. */
  String text() {
    var text = new StringBuilder();
    text.append(
        "  %-12s %d/s due for %d s: %.0f/s fired; due to committed (s) p50, p99, most: %s%n"
            .formatted(
                due.phase().name(),
                due.phase().perSecond(),
                due.phase().duration().toSeconds(),
                firedPerSecond,
                lags.stream().map("%.3f"::formatted).toList()));
    text.append(
        "               at most %d overdue, %d dead rows of timers, %.1f MB; drained in %d ms;"
                .formatted(
                    mostOverdue(), mostDead(), mostBytes() / 1_048_576.0, drainedIn.toMillis())
            + " %d unread, %d doubled%n".formatted(unread, doubled));
    intervals.forEach(
        interval ->
            text.append(
                "               from %3d s: %6d fired, p50 %.3f, p99 %.3f; %s%n"
                    .formatted(
                        interval.from().toSeconds(),
                        interval.fired(),
                        interval.p50(),
                        interval.p99(),
                        moment(interval.from()))));
    return text.toString();
  }

  private String moment(Duration from) {
    return samples.stream()
        .filter(sample -> sample.at().compareTo(from) >= 0)
        .findFirst()
        .map(
            sample ->
                "%d overdue, %d dead, %.1f MB"
                    .formatted(sample.overdue(), sample.dead(), sample.bytes() / 1_048_576.0))
        .orElse("");
  }
}
