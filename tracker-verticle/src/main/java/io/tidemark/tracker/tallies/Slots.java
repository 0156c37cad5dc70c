package io.tidemark.tracker.tallies;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Where the counts of a zone's tweets begin in a window of time: tweets received between {@code
 * since} and {@code quarters} are counted one by one, later ones by their quarters of an hour, and
 * from {@code days} on by their days (UTC).
 *
 * @param since tweets received after it belong to the window
 */
record Slots(OffsetDateTime since, OffsetDateTime quarters, OffsetDateTime days) {

  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final Duration DAY = Duration.ofDays(1);

  /** Before the first tweet. */
  private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");

  private static final String BEGIN =
      """
      select (select at from tallies_begin where zone_id = $1) as at
      """;

  /** The slots of a zone, whose older tweets may be in no count. */
  static Future<Slots> of(SqlClient connection, String zone, Instant since) {
    return connection
        .preparedQuery(BEGIN)
        .execute(Tuple.of(zone))
        .map(rows -> of(since, begin(rows.iterator().next())));
  }

  private static Instant begin(Row row) {
    Instant begin = Times.instantOrNull(row, "at");
    return begin == null ? FIRST : begin;
  }

  /**
   * @param begin tweets received before it are in no count; the beginning of a quarter
   */
  static Slots of(Instant since, Instant begin) {
    Instant from = since.isBefore(FIRST) ? FIRST : since;
    Instant quarter = floor(from, QUARTER).plus(QUARTER);
    Instant quarters = quarter.isBefore(begin) ? begin : quarter;
    Instant day = floor(quarters, DAY);
    Instant days = day.equals(quarters) ? day : day.plus(DAY);
    return new Slots(Times.utc(from), Times.utc(quarters), Times.utc(days));
  }

  private static Instant floor(Instant time, Duration step) {
    long seconds = Math.floorDiv(time.getEpochSecond(), step.toSeconds()) * step.toSeconds();
    return Instant.ofEpochSecond(seconds);
  }
}
