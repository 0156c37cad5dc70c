package io.tidemark.tracker.lots;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The new tweets of one webhook call: twitter_lots. */
public final class Lots {

  /** The kind of a lot's timer. */
  public static final String TIMER = "lot";

  private Lots() {}

  private static final String BEGIN =
      """
      insert into twitter_lots (zone_id, delivery_id, arrived_at, tweets, finished_at)
      values ($1, $2, $3, $4, $5)
      returning id
      """;

  /**
   * @param finishedAt the arrival itself when none of the tweets will ever be polled
   */
  public static Future<Long> begin(
      SqlConnection transaction,
      String zone,
      long delivery,
      Instant arrivedAt,
      int tweets,
      @Nullable Instant finishedAt) {
    return transaction
        .preparedQuery(BEGIN)
        .execute(
            Tuple.of(zone, delivery, Times.utc(arrivedAt), tweets, Times.utcOrNull(finishedAt)))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return row.getLong("id");
            });
  }

  /**
   * A lot after a firing.
   *
   * @param finished whether no tweet of it is active any more
   * @param waitingReason why some of its tweets could not be asked about; null when all were
   */
  record Fired(long lot, boolean finished, @Nullable String waitingReason) {}

  private static final String FIRED =
      """
      update twitter_lots
      set waiting_reason = fired.waiting_reason,
          finished_at = case when fired.finished then $4::timestamptz end
      from unnest($1::bigint[], $2::boolean[], $3::text[]) as fired (id, finished, waiting_reason)
      where twitter_lots.id = fired.id
        and (fired.finished or twitter_lots.waiting_reason is distinct from fired.waiting_reason)
      """;

  static Future<Void> fired(SqlConnection transaction, List<Fired> lots, Instant now) {
    return transaction
        .preparedQuery(FIRED)
        .execute(
            Tuple.of(
                lots.stream().map(Fired::lot).toArray(Long[]::new),
                lots.stream().map(Fired::finished).toArray(Boolean[]::new),
                lots.stream().map(Fired::waitingReason).toArray(String[]::new),
                Times.utc(now)))
        .mapEmpty();
  }
}
