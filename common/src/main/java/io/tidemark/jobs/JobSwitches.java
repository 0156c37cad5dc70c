package io.tidemark.jobs;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Disables regular jobs and enables them again, for all processes. What is claimed when a job is
 * disabled is finished; no further claim is made until it is enabled.
 */
public final class JobSwitches {

  private final Pool pool;

  public JobSwitches(Pool pool) {
    this.pool = pool;
  }

  /**
   * A regular job.
   *
   * @param description what it does, in a sentence
   * @param nextDueAt of the timer that is due first; null when nothing waits
   */
  public record RegularJob(
      String name,
      String description,
      boolean enabled,
      @Nullable String reason,
      @Nullable Instant disabledAt,
      @Nullable String disabledBy,
      @Nullable Instant nextDueAt) {

    private static RegularJob of(Row row) {
      String name = row.getString("name");
      Instant disabledAt = Times.instantOrNull(row, "disabled_at");
      return new RegularJob(
          name,
          RegularJobs.all().get(name),
          disabledAt == null,
          row.getString("reason"),
          disabledAt,
          row.getString("disabled_by"),
          Times.instantOrNull(row, "next_due_at"));
    }
  }

  private static final String READ =
      """
      select job.name, switch.reason, switch.disabled_at, switch.disabled_by, next.next_due_at
      from unnest($1::text[]) with ordinality as job (name, place)
      left join disabled_jobs switch using (name)
      left join lateral (
        select due_at as next_due_at
        from timers
        where kind = job.name
        order by due_at
        limit 1) next on true
      order by job.place
      """;

  /** All regular jobs. */
  public Future<List<RegularJob>> all() {
    return read(List.copyOf(RegularJobs.all().keySet()));
  }

  /** One job; empty when there is none of the name. */
  public Future<Optional<RegularJob>> find(String name) {
    return RegularJobs.all().containsKey(name)
        ? read(List.of(name)).map(found -> found.stream().findFirst())
        : Future.succeededFuture(Optional.empty());
  }

  private Future<List<RegularJob>> read(List<String> names) {
    return pool.preparedQuery(READ)
        .mapping(RegularJob::of)
        .execute(Tuple.of(names.toArray(String[]::new)))
        .map(rows -> rows.stream().toList());
  }

  private static final String DISABLE =
      """
      insert into disabled_jobs (name, reason, disabled_at, disabled_by)
      values ($1, $2, $3, $4)
      on conflict (name) do update
      set reason = excluded.reason,
          disabled_at = excluded.disabled_at,
          disabled_by = excluded.disabled_by
      """;

  /** Disables it; of one that is disabled already the reason, the time and the name change. */
  public Future<Void> disable(String name, String reason, Instant now, String by) {
    return pool.preparedQuery(DISABLE)
        .execute(Tuple.of(name, reason, Times.utc(now), by))
        .mapEmpty();
  }

  /** Enables it; what became due meanwhile is due. */
  public Future<Void> enable(String name) {
    return pool.preparedQuery("delete from disabled_jobs where name = $1")
        .execute(Tuple.of(name))
        .mapEmpty();
  }
}
