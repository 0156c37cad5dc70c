package io.tidemark.tracker.reads;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.tallies.OverviewTallies;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of all tracking.
 *
 * @param tweets all tweets that were accepted
 * @param polls answered polls, counted by tweet
 * @param pollsSpared polls that stopped tweets would still have had
 * @param active tweets by tier
 * @param stopped tweets by reason
 * @param lotsDue lots whose due time has passed
 * @param lotsWaiting lots that are not finished
 * @param lotsHeld of these, the lots that wait for a reason, by that reason
 * @param pauses paused credentials
 */
public record Overview(
    long deliveries,
    long unrouted,
    long tweets,
    long polls,
    long pollsSpared,
    Map<String, Long> active,
    Map<String, Long> stopped,
    long lotsDue,
    long lotsWaiting,
    Map<String, Long> lotsHeld,
    @Nullable Instant nextDueAt,
    List<PausedUpstream> pauses) {

  /** A credential that is paused. */
  public record PausedUpstream(
      String upstream,
      String credential,
      @JsonProperty("paused_until") Instant until,
      String reason) {}

  private static final String TRACKING =
      """
      select tier, stop_reason, sum(tweets)::bigint as tweets, sum(polls)::bigint as polls,
        sum(rounds_spared)::bigint as rounds_spared
      from tracking_tallies
      where $1::text[] is null or zone_id = any ($1)
      group by tier, stop_reason
      having sum(tweets) <> 0
      """;

  // Reads only the due timers, by their index: most timers are due later.
  static final String LOTS =
      """
      select coalesce(sum(tally.deliveries), 0)::bigint as deliveries,
        coalesce(sum(tally.lots), 0)::bigint as waiting,
        (select count(*)
          from unrouted_deliveries
          where replayed_at is null and $2::text[] is null) as unrouted,
        (select count(*)
          from timers timer
          cross join lateral (
            select
            where $2::text[] is null
            union all
            select
            from twitter_lots lot
            where lot.id = timer.subject
              and lot.zone_id = any ($2)) theirs
          where timer.kind = 'lot'
            and timer.due_at <= $1) as due,
        case when $2::text[] is null
          then (select min(due_at) from timers where kind = 'lot')
          else %s
        end as next_due_at
      from zone_tallies tally
      where $2::text[] is null or tally.zone_id = any ($2)
      """
          .formatted(NextDue.sql("$2"));

  private static final String HELD =
      """
      select waiting_reason, count(*) as lots
      from twitter_lots
      where finished_at is null
        and waiting_reason is not null
        and ($1::text[] is null or zone_id = any ($1))
      group by waiting_reason
      """;

  private static final String PAUSES =
      """
      select upstream, credential, paused_until, reason
      from upstream_pauses
      where paused_until > $1
        and $2::text[] is null
      order by upstream, credential
      """;

  /**
   * Reads the overview from the maintained sums ({@link OverviewTallies}) and from the due timers.
   *
   * @param only the zones that count. What belongs to no zone (unrouted deliveries, pauses) is
   *     included only for a caller that may see all zones
   */
  public static Future<Overview> read(Pool pool, Instant now, Tenants only) {
    Object zones = only.toArrayOrNull();
    return pool.withConnection(
        connection -> {
          var tracking = connection.preparedQuery(TRACKING).execute(Tuple.of(zones));
          var lots = connection.preparedQuery(LOTS).execute(Tuple.of(Times.utc(now), zones));
          var held = connection.preparedQuery(HELD).execute(Tuple.of(zones));
          var pauses = connection.preparedQuery(PAUSES).execute(Tuple.of(Times.utc(now), zones));
          return Future.all(tracking, lots, held, pauses)
              .map(
                  all ->
                      overview(
                          tracking.result(),
                          lots.result().iterator().next(),
                          held.result(),
                          pauses.result()));
        });
  }

  private static Overview overview(
      RowSet<Row> tracking, Row lots, RowSet<Row> held, RowSet<Row> pauses) {
    long tweets = 0;
    long polls = 0;
    long spared = 0;
    Map<String, Long> active = new LinkedHashMap<>();
    Map<String, Long> stopped = new LinkedHashMap<>();
    for (Row row : tracking) {
      long count = row.getLong("tweets");
      String reason = row.getString("stop_reason");
      tweets += count;
      polls += row.getLong("polls");
      spared += row.getLong("rounds_spared");
      if (reason == null) {
        active.merge(row.getString("tier"), count, Long::sum);
      } else {
        stopped.merge(reason, count, Long::sum);
      }
    }
    Map<String, Long> reasons = new LinkedHashMap<>();
    held.forEach(row -> reasons.put(row.getString("waiting_reason"), row.getLong("lots")));
    return new Overview(
        lots.getLong("deliveries"),
        lots.getLong("unrouted"),
        tweets,
        polls,
        spared,
        active,
        stopped,
        lots.getLong("due"),
        lots.getLong("waiting"),
        reasons,
        Times.instantOrNull(lots, "next_due_at"),
        pauses.stream().map(Overview::pause).toList());
  }

  private static PausedUpstream pause(Row row) {
    return new PausedUpstream(
        row.getString("upstream"),
        row.getString("credential"),
        Times.instant(row, "paused_until"),
        row.getString("reason"));
  }
}
