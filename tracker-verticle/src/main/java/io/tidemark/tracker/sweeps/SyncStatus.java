package io.tidemark.tracker.sweeps;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of the sweeps. */
public final class SyncStatus {

  /**
   * A sweep with its progress.
   *
   * @param tweetsProcessed snapshots taken so far
   * @param tweetsUpdated of these, snapshots of tweets that were already stored
   * @param tweetsAdded of these, snapshots of new tweets
   * @param byWorth DAOs of which a model chose older tweets
   * @param left tweets of these that were left for a later sweep
   * @param errors the lines of level error in the sweep's log, oldest first, at most 1,000
   */
  public record Report(
      @JsonUnwrapped Sweep sweep,
      @JsonUnwrapped SweepItems.Tally tally,
      long tweetsProcessed,
      long tweetsUpdated,
      long tweetsAdded,
      @JsonProperty("daos_by_worth") int byWorth,
      @JsonProperty("tweets_left_for_later") long left,
      List<String> errors) {
    public Report {
      errors = List.copyOf(errors);
    }

    private boolean isUnderWay() {
      return sweep.finishedAt() == null;
    }
  }

  /**
   * @param underWay unfinished sweeps, newest first
   * @param last the sweep that ended last; null when none has
   * @param nextRegularStart null while no tracker has ever run
   */
  public record State(
      List<Report> underWay, @Nullable Report last, @Nullable Instant nextRegularStart) {
    public State {
      underWay = List.copyOf(underWay);
    }
  }

  private final Pool pool;

  public SyncStatus(Pool pool) {
    this.pool = pool;
  }

  private static final String REPORT =
      """
      select sweep.*, items.pending, items.done, items.failed,
        items.processed + sweep.measured as tweets_processed,
        items.updated + sweep.measured as tweets_updated,
        items.added as tweets_added,
        items.by_worth, items.left_for_later,
        array(
          select case when dao_slug is null then message else dao_slug || ': ' || message end
          from dao_sync_logs
          where cycle_id = sweep.id
            and level = 'error'
          order by id
          limit 1000) as errors
      from dao_sync_cycles sweep
      cross join lateral (
        select count(*) filter (where status = 'pending')::int as pending,
          count(*) filter (where status = 'done')::int as done,
          count(*) filter (where status = 'failed')::int as failed,
          coalesce(sum(tweets_processed), 0) as processed,
          coalesce(sum(tweets_updated), 0) as updated,
          coalesce(sum(tweets_added), 0) as added,
          count(model_curves)::int as by_worth,
          coalesce(sum(left_for_later), 0) as left_for_later
        from dao_sync_progress
        where cycle_id = sweep.id) items
      """;

  private static final String REPORTS =
      REPORT
          + """
          where sweep.finished_at is null
            or sweep.id = (
              select id
              from dao_sync_cycles
              where finished_at is not null
              order by finished_at desc, id desc
              limit 1)
          order by sweep.id desc
          """;

  private static final String NEXT_START =
      "select min(due_at) as due_at from timers where kind = $1";

  /** Reads the sweeps that are under way, the last one, and when the next begins. */
  public Future<State> read() {
    return pool.preparedQuery(REPORTS)
        .mapping(SyncStatus::report)
        .execute()
        .compose(
            reports ->
                pool.preparedQuery(NEXT_START)
                    .execute(Tuple.of(Sweeps.START_TIMER))
                    .map(
                        next ->
                            new State(
                                reports.stream().filter(Report::isUnderWay).toList(),
                                reports.stream()
                                    .filter(report -> !report.isUnderWay())
                                    .findFirst()
                                    .orElse(null),
                                Times.instantOrNull(next.iterator().next(), "due_at"))));
  }

  /**
   * One sweep, unfinished or ended.
   *
   * @return empty when there is none, or when its retention has passed
   */
  public Future<Optional<Report>> find(long sweep) {
    return pool.preparedQuery(REPORT + "where sweep.id = $1")
        .execute(Tuple.of(sweep))
        .map(rows -> rows.stream().map(SyncStatus::report).findFirst());
  }

  private static Report report(Row row) {
    return new Report(
        SweepRepository.sweep(row),
        SweepItems.tally(row),
        row.getLong("tweets_processed"),
        row.getLong("tweets_updated"),
        row.getLong("tweets_added"),
        row.getInteger("by_worth"),
        row.getLong("left_for_later"),
        List.of(row.getArrayOfStrings("errors")));
  }
}
