package io.tidemark.tracker.economy;

import io.tidemark.postgres.Times;
import io.tidemark.tracker.tallies.ArrivalTallies;
import io.tidemark.tracker.tallies.ArrivalTallies.Arrived;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;

/**
 * How tweets arrived in a zone in the last seven days, or since its first tweet of these days.
 *
 * @param tweetsPerHour zero when none arrived
 * @param lot how many arrived together; at least one
 */
public record Arrivals(double tweetsPerHour, double lot) {

  private static final Duration RECENT = Duration.ofDays(7);
  private static final Arrivals NONE = new Arrivals(0, 1);
  private static final double HOUR = Duration.ofHours(1).toMillis();

  private static final String NEWEST =
      """
      select max(received_at) as newest
      from twitter_tweets
      where zone_id = $1
      """;

  /** Those before the newest tweet of a zone, whatever time it is. */
  public static Future<Arrivals> ofLastWeek(SqlClient connection, String zone) {
    return connection
        .preparedQuery(NEWEST)
        .execute(Tuple.of(zone))
        .map(rows -> Times.instantOrNull(rows.iterator().next(), "newest"))
        .compose(
            newest -> newest == null ? Future.succeededFuture(NONE) : of(connection, zone, newest));
  }

  /** Those of a zone. */
  public static Future<Arrivals> of(SqlClient connection, String zone, Instant now) {
    Instant from = now.minus(RECENT);
    return ArrivalTallies.since(connection, zone, from).map(arrived -> of(arrived, from, now));
  }

  private static Arrivals of(Arrived arrived, Instant from, Instant now) {
    if (arrived.tweets() == 0 || arrived.lots() == 0) {
      return NONE;
    }
    Instant first = arrived.older() || arrived.firstAt() == null ? from : arrived.firstAt();
    double hours = Math.max(1, Duration.between(first, now).toMillis() / HOUR);
    return new Arrivals(arrived.tweets() / hours, (double) arrived.tweets() / arrived.lots());
  }
}
