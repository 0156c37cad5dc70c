package io.tidemark.tracker.sweeps;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How sweeps stand. */
public final class SyncStatus {

  /** A cycle, and how many of its DAOs stand how. */
  public record Report(Cycle cycle, Turns.Tally tally) {}

  /**
   * @param underWay cycles that have not ended, the newest first
   * @param last that ended; null when none did
   * @param nextRegularStart null when no tracker has run yet
   */
  public record Standing(
      List<Report> underWay, @Nullable Report last, @Nullable Instant nextRegularStart) {
    public Standing {
      underWay = List.copyOf(underWay);
    }
  }

  private final Pool pool;

  public SyncStatus(Pool pool) {
    this.pool = pool;
  }

  private static final String REPORTS =
      """
      select cycle.*, turns.pending, turns.done, turns.failed
      from dao_sync_cycles cycle
      cross join lateral (
        select count(*) filter (where status = 'pending')::int as pending,
          count(*) filter (where status = 'done')::int as done,
          count(*) filter (where status = 'failed')::int as failed
        from dao_sync_progress
        where cycle_id = cycle.id) turns
      where cycle.finished_at is null
        or cycle.id = (
          select id
          from dao_sync_cycles
          where finished_at is not null
          order by finished_at desc, id desc
          limit 1)
      order by cycle.id desc
      """;

  private static final String NEXT_START =
      "select min(due_at) as due_at from timers where kind = $1";

  public Future<Standing> read() {
    return pool.preparedQuery(REPORTS)
        .execute()
        .compose(
            rows -> {
              List<Report> underWay = new ArrayList<>();
              List<Report> ended = new ArrayList<>();
              for (Row row : rows) {
                (row.getValue("finished_at") == null ? underWay : ended).add(report(row));
              }
              return pool.preparedQuery(NEXT_START)
                  .execute(Tuple.of(SweepDutiesVerticle.START_TIMER))
                  .map(
                      next ->
                          new Standing(
                              underWay,
                              ended.isEmpty() ? null : ended.getFirst(),
                              Times.instantOrNull(next.iterator().next(), "due_at")));
            });
  }

  private static Report report(Row row) {
    return new Report(
        Cycles.cycle(row),
        new Turns.Tally(
            row.getInteger("pending"), row.getInteger("done"), row.getInteger("failed")));
  }
}
