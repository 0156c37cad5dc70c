package io.tidemark.tracker.reads;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the tracking stands as a whole.
 *
 * @param tweets all that were taken in
 * @param polls tweet-polls that were answered
 * @param active tweets by tier
 * @param stopped tweets by reason
 * @param lotsDue lots whose time has come
 * @param lotsWaiting lots with a due time
 * @param lotsHeld of these, the ones that were put back, by reason
 * @param pauses credentials that rest
 */
public record Overview(
    long deliveries,
    long unrouted,
    long tweets,
    long polls,
    Map<String, Long> active,
    Map<String, Long> stopped,
    long lotsDue,
    long lotsWaiting,
    Map<String, Long> lotsHeld,
    @Nullable Instant nextDueAt,
    List<PausedUpstream> pauses) {

  /** A credential that must not be used for a while. */
  public record PausedUpstream(String upstream, String credential, Instant until, String reason) {}

  private static final String TRACKING =
      """
      select tier, stop_reason, count(*) as tweets, coalesce(sum(update_count), 0)::bigint as polls
      from twitter_engagement_tracking
      group by tier, stop_reason
      """;

  private static final String LOTS =
      """
      select
        (select count(*) from webhook_deliveries) as deliveries,
        (select count(*) from unrouted_deliveries where replayed_at is null) as unrouted,
        (select count(*) from timers where kind = 'lot' and due_at <= $1) as due,
        (select count(*) from timers where kind = 'lot') as waiting,
        (select min(due_at) from timers where kind = 'lot') as next_due_at
      """;

  private static final String HELD =
      """
      select waiting_reason, count(*) as lots
      from twitter_lots
      where finished_at is null
        and waiting_reason is not null
      group by waiting_reason
      """;

  private static final String PAUSES =
      """
      select upstream, credential, paused_until, reason
      from upstream_pauses
      where paused_until > $1
      order by upstream, credential
      """;

  /** Reads the overview; counts whole tables, so not for every second of a big installation. */
  public static Future<Overview> read(Pool pool, Instant now) {
    return pool.withConnection(
        connection ->
            connection
                .query(TRACKING)
                .execute()
                .compose(
                    tracking ->
                        connection
                            .preparedQuery(LOTS)
                            .execute(Tuple.of(Times.utc(now)))
                            .compose(
                                lots ->
                                    connection
                                        .query(HELD)
                                        .execute()
                                        .compose(
                                            held ->
                                                connection
                                                    .preparedQuery(PAUSES)
                                                    .execute(Tuple.of(Times.utc(now)))
                                                    .map(
                                                        pauses ->
                                                            overview(
                                                                tracking,
                                                                lots.iterator().next(),
                                                                held,
                                                                pauses))))));
  }

  private static Overview overview(
      Iterable<Row> tracking, Row lots, Iterable<Row> held, Iterable<Row> pauses) {
    long tweets = 0;
    long polls = 0;
    Map<String, Long> active = new LinkedHashMap<>();
    Map<String, Long> stopped = new LinkedHashMap<>();
    for (Row row : tracking) {
      long count = row.getLong("tweets");
      String reason = row.getString("stop_reason");
      tweets += count;
      polls += row.getLong("polls");
      if (reason == null) {
        active.merge(row.getString("tier"), count, Long::sum);
      } else {
        stopped.merge(reason, count, Long::sum);
      }
    }
    Map<String, Long> reasons = new LinkedHashMap<>();
    held.forEach(row -> reasons.put(row.getString("waiting_reason"), row.getLong("lots")));
    List<PausedUpstream> resting = new ArrayList<>();
    pauses.forEach(
        row ->
            resting.add(
                new PausedUpstream(
                    row.getString("upstream"),
                    row.getString("credential"),
                    Times.instant(row, "paused_until"),
                    row.getString("reason"))));
    return new Overview(
        lots.getLong("deliveries"),
        lots.getLong("unrouted"),
        tweets,
        polls,
        active,
        stopped,
        lots.getLong("due"),
        lots.getLong("waiting"),
        reasons,
        Times.instantOrNull(lots, "next_due_at"),
        resting);
  }
}
