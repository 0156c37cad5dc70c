package io.tidemark.jobs;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Due times of one kind of job, written without a claim: when a job begins, when something else
 * makes it due at another time, when it ends. Claims are not affected.
 */
public final class JobSchedule {

  private final String kind;

  public JobSchedule(String kind) {
    this.kind = kind;
  }

  private static final String SCHEDULE =
      """
      insert into timers (kind, subject, due_at)
      values ($1, $2, $3)
      on conflict (kind, subject) do nothing
      """;

  /** Creates the timer in the caller's transaction; one that exists keeps its due time. */
  public Future<Void> schedule(SqlClient connection, long subject, Instant dueAt) {
    return connection
        .preparedQuery(SCHEDULE)
        .execute(Tuple.of(kind, subject, Times.utc(dueAt)))
        .mapEmpty();
  }

  private static final String BRING_FORWARD =
      """
      update timers
      set due_at = $3
      where kind = $1
        and subject = $2
        and due_at > $3
        and %s
      """
          .formatted(JobStore.FREE);

  /** Makes a free timer due sooner; one that is due by then already stays. */
  public Future<Void> bringForward(SqlClient connection, long subject, Instant dueAt) {
    return connection
        .preparedQuery(BRING_FORWARD)
        .execute(Tuple.of(kind, subject, Times.utc(dueAt)))
        .mapEmpty();
  }

  private static final String LOCK =
      """
      select subject
      from timers
      where kind = $1
        and subject = any ($2::bigint[])
      order by subject
      for update
      """;

  /**
   * Locks the timers until the transaction ends, in the order in which {@link JobStore#lockClaims}
   * does, and before anything else is locked. A completion of a claim on one of them commits before
   * this lock is granted, or waits for it.
   */
  public Future<Void> lock(SqlConnection transaction, List<Long> subjects) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(kind, (Object) subjects.toArray(Long[]::new)))
        .mapEmpty();
  }

  private static final String MOVE =
      """
      insert into timers (kind, subject, due_at)
      select $1, subject, due_at
      from unnest($2::bigint[], $3::timestamptz[]) as t (subject, due_at)
      on conflict (kind, subject) do update
      set due_at = excluded.due_at
      """;

  /** Gives timers, locked before or not there yet, the due times. */
  public Future<Void> move(SqlConnection transaction, Map<Long, Instant> dueTimes) {
    if (dueTimes.isEmpty()) {
      return Future.succeededFuture();
    }
    SequencedMap<Long, Instant> ordered = new TreeMap<>(dueTimes);
    return transaction
        .preparedQuery(MOVE)
        .execute(
            Tuple.of(
                kind,
                ordered.keySet().toArray(Long[]::new),
                ordered.values().stream().map(Times::utc).toArray(OffsetDateTime[]::new)))
        .mapEmpty();
  }

  /** Ends a timer, claimed or not. */
  public Future<Void> end(SqlClient connection, long subject) {
    return connection
        .preparedQuery("delete from timers where kind = $1 and subject = $2")
        .execute(Tuple.of(kind, subject))
        .mapEmpty();
  }
}
