package io.tidemark.jobs;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Claims jobs of one kind, whose due times all processes share in the table {@code timers}. {@link
 * JobSchedule} writes due times without a claim. Workers of one process may share a store: what one
 * of them has read past, the others need not read again.
 *
 * <p>A claim leases many due timers in one statement. The lease ends by the database's clock: a
 * living process renews it, and a timer whose lease has ended is claimed again. A job that a dead
 * process had claimed is orphaned, and claimed again as soon as its death is known. The token of
 * the claim fences the late writer: {@link #lockClaims} inside the completing transaction says
 * which claims still stand.
 *
 * <p>A job that an operator has disabled is neither claimed nor next, unless it is claimed by its
 * subject.
 */
public final class JobStore {

  private final Pool pool;
  private final String kind;
  private final Duration lease;
  private final ClaimOwner owner;
  private final LongSupplier nanoTime;
  private final Watermark watermark = new Watermark();

  /**
   * @param lease how long a claim stands without renewal, by the database's clock
   * @param owner whose end ends its claims sooner
   */
  public JobStore(Pool pool, String kind, Duration lease, ClaimOwner owner) {
    this(pool, kind, lease, owner, System::nanoTime);
  }

  JobStore(Pool pool, String kind, Duration lease, ClaimOwner owner, LongSupplier nanoTime) {
    this.pool = pool;
    this.kind = kind;
    this.lease = lease;
    this.owner = owner;
    this.nanoTime = nanoTime;
  }

  /** The kind of its timers. */
  public String kind() {
    return kind;
  }

  /** How long a claim stands without renewal, by the database's clock. */
  public Duration lease() {
    return lease;
  }

  Pool pool() {
    return pool;
  }

  /** Whether a timer is orphaned. */
  private static final String ORPHANED =
      """
      holder in (
          select processes.id
          from processes
          where processes.since is not null
            and processes.gone_at is not null)\
      """;

  /**
   * Whether a timer is free to be claimed. Whether its process lives is asked only of timers whose
   * lease still runs: they are few, and the processes are read once for the whole statement.
   */
  public static final String FREE =
      """
      (leased_until is null
        or leased_until < clock_timestamp()
        or %s)\
      """
          .formatted(ORPHANED);

  /** Whether jobs of kind $1 are claimed at present; asked once for a whole statement. */
  private static final String ENABLED = "not exists (select from disabled_jobs where name = $1)";

  // MATERIALIZED: or the planner may run the subquery again and lock more than the limit. A locked
  // row stays where it is, so that ctid finds it without an index. A row that was moved between the
  // statement's snapshot and its lock is not found, and free for the next claim.
  private static final String CLAIM_IF =
      """
      with due as materialized (
        select ctid as place
        from timers
        where kind = $1
          and %s
        for update skip locked)
      update timers
      set leased_until = clock_timestamp() + $2 * interval '1 millisecond',
          token = token + 1,
          holder = $3
      from due
      where timers.ctid = due.place
      returning timers.subject, timers.due_at, timers.token
      """;

  private static final String DUE =
      """
      due_at >= $4
          and due_at <= $5
          and %%s
          and %s
        order by due_at
        limit $6\
      """
          .formatted(ENABLED);

  static final String CLAIM = CLAIM_IF.formatted(DUE.formatted(FREE));
  private static final String CLAIM_ORPHANED = CLAIM_IF.formatted(DUE.formatted(ORPHANED));

  private static final String CLAIM_THESE =
      CLAIM_IF.formatted(
          """
          subject = any ($4::bigint[])
              and %s
            order by due_at, subject\
          """
              .formatted(FREE));

  private Future<List<Claim>> claim(String statement, Object... which) {
    Tuple parameters = Tuple.of(kind, (double) lease.toMillis(), owner.processId());
    Stream.of(which).forEach(parameters::addValue);
    return pool.preparedQuery(statement)
        .mapping(
            row ->
                new Claim(
                    row.getLong("subject"), Times.instant(row, "due_at"), row.getLong("token")))
        .execute(parameters)
        .map(rows -> rows.stream().sorted(Comparator.comparing(Claim::dueAt)).toList());
  }

  /**
   * Claims up to {@code limit} timers due at {@code now}, the longest overdue first.
   *
   * @return the claims, oldest due time first; no other process has them
   */
  public Future<List<Claim>> claim(Instant now, int limit) {
    Instant from = watermark.from(now, nanoTime.getAsLong());
    return claim(CLAIM, Times.utc(from), Times.utc(now), limit)
        .onSuccess(claims -> readOn(from, claims, limit))
        // The claims stand whatever becomes of the watermark; lost, they would wait for a lease.
        .compose(claims -> advanceWatermark(from, now).map(claims).otherwise(claims));
  }

  /** As above, but orphaned timers alone. */
  public Future<List<Claim>> claimOrphaned(Instant now, int limit) {
    return claim(CLAIM_ORPHANED, Times.utc(watermark.floor(now)), Times.utc(now), limit);
  }

  /**
   * Claims certain timers, due or not.
   *
   * @return the claims, oldest due time first; what is claimed already is not among them
   */
  public Future<List<Claim>> claimThese(List<Long> subjects) {
    return claim(CLAIM_THESE, (Object) subjects.toArray(Long[]::new));
  }

  private static final String ANY_ORPHANED =
      """
      select exists (
        select from timers
        where kind = $1
          and due_at >= $2
          and due_at <= $3
          and %s
          and %s)
      """
          .formatted(ORPHANED, ENABLED);

  /**
   * Whether a due timer is orphaned. It may be locked: a dead process's last statement goes on
   * until the database has something to tell it.
   */
  public Future<Boolean> isAnyOrphaned(Instant now) {
    return pool.preparedQuery(ANY_ORPHANED)
        .execute(Tuple.of(kind, Times.utc(watermark.floor(now)), Times.utc(now)))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  private void readOn(Instant from, List<Claim> claims, int limit) {
    if (from.equals(Watermark.NONE)) {
      watermark.sawAll(nanoTime.getAsLong());
    }
    if (claims.size() == limit) {
      watermark.readOnFrom(claims.getLast().dueAt());
    } else {
      watermark.readAgain();
    }
  }

  private static final String OLDEST =
      """
      select due_at
      from timers
      where kind = $1
        and due_at >= $2
      order by due_at
      limit 1
      """;

  // From the floor, never from what was claimed last: what lies between is claimed by others, and
  // a process that takes it over begins to look at the floor.
  private Future<Void> advanceWatermark(Instant from, Instant now) {
    if (!watermark.wantsToAdvance(nanoTime.getAsLong())) {
      return Future.succeededFuture();
    }
    Instant oldestFrom = from.equals(Watermark.NONE) ? Watermark.NONE : watermark.floor(now);
    return pool.preparedQuery(OLDEST)
        .mapping(row -> Times.instant(row, "due_at"))
        .execute(Tuple.of(kind, Times.utc(oldestFrom)))
        .onSuccess(rows -> watermark.advance(rows.stream().findFirst().orElse(null), now))
        .mapEmpty();
  }

  static final String NEXT_DUE =
      """
      select due_at, leased_until is not null as orphaned
      from timers
      where kind = $1
        and due_at >= $2
        and %s
        and %s
      order by due_at
      limit 1
      """
          .formatted(FREE, ENABLED);

  /**
   * The next free timer.
   *
   * @param dueAt in the past when it is overdue
   * @param orphaned it was claimed, and neither completed nor released
   */
  public record Next(Instant dueAt, boolean orphaned) {}

  /** What comes next. */
  public Future<Optional<Next>> next(Instant now) {
    return nextFrom(watermark.from(now, nanoTime.getAsLong()))
        .compose(
            next ->
                next.filter(overdue -> !overdue.dueAt().isAfter(now)).isEmpty()
                        && watermark.readAgain()
                    ? nextFrom(watermark.from(now, nanoTime.getAsLong()))
                    : Future.succeededFuture(next));
  }

  private Future<Optional<Next>> nextFrom(Instant from) {
    return pool.preparedQuery(NEXT_DUE)
        .mapping(row -> new Next(Times.instant(row, "due_at"), row.getBoolean("orphaned")))
        .execute(Tuple.of(kind, Times.utc(from)))
        .map(
            rows -> {
              if (from.equals(Watermark.NONE)) {
                watermark.sawAll(nanoTime.getAsLong());
              }
              rows.forEach(next -> watermark.lower(next.dueAt()));
              return rows.stream().findFirst();
            });
  }

  // In the order of the subjects, or a renewal and the write of the same pass deadlock.
  private static final String LOCK_CLAIMS =
      """
      select timers.subject
      from timers
      join unnest($2::bigint[], $3::bigint[]) as mine (subject, token)
        on timers.subject = mine.subject and timers.token = mine.token
      where timers.kind = $1
      order by timers.subject
      for update of timers
      """;

  private static final String MINE = "with mine as materialized (\n" + LOCK_CLAIMS + ")\n";

  private static final String RENEW =
      MINE
          + """
          update timers
          set leased_until = clock_timestamp() + $4 * interval '1 millisecond',
              holder = $5
          from mine
          where timers.kind = $1
            and timers.subject = mine.subject
          """;

  /**
   * Renews the claims for another lease, in the name of this process as it is registered now: it
   * may have been declared dead since it took them.
   *
   * @return how many still stood
   */
  public Future<Integer> renew(List<Claim> claims) {
    return pool.preparedQuery(RENEW)
        .execute(
            Tuple.of(
                kind,
                subjects(claims),
                tokens(claims),
                (double) lease.toMillis(),
                owner.processId()))
        .map(RowSet::rowCount);
  }

  /**
   * Locks those of the claims that still stand until the transaction ends.
   *
   * @return their subjects; a claim that is missing was taken over, and nothing may be written for
   *     it
   */
  public Future<Set<Long>> lockClaims(SqlConnection transaction, List<Claim> claims) {
    return transaction
        .preparedQuery(LOCK_CLAIMS)
        .mapping(row -> row.getLong("subject"))
        .execute(Tuple.of(kind, subjects(claims), tokens(claims)))
        .map(rows -> rows.stream().collect(Collectors.toSet()));
  }

  private static final String COMPLETE =
      """
      with outcome as materialized (
        select *
        from unnest($2::bigint[], $3::bigint[], $4::timestamptz[]) as o (subject, token, next_due)),
      finished as (
        delete from timers
        using outcome
        where timers.kind = $1
          and timers.subject = outcome.subject
          and timers.token = outcome.token
          and outcome.next_due is null
        returning 1),
      due_again as (
        update timers
        set due_at = outcome.next_due,
            leased_until = null,
            holder = null
        from outcome
        where timers.kind = $1
          and timers.subject = outcome.subject
          and timers.token = outcome.token
          and outcome.next_due is not null
        returning 1)
      select (select count(*) from finished) + (select count(*) from due_again) as completed
      """;

  /**
   * Moves claimed timers on, in the transaction that writes what was done.
   *
   * @return fails with {@link LeaseLostException} when one of the claims does not stand any more:
   *     the whole transaction must go
   */
  public Future<Void> complete(SqlClient transaction, List<Completion> completions) {
    if (completions.isEmpty()) {
      return Future.succeededFuture();
    }
    return transaction
        .preparedQuery(COMPLETE)
        .execute(
            Tuple.of(
                kind,
                completions.stream().map(Completion::subject).toArray(Long[]::new),
                completions.stream().map(Completion::token).toArray(Long[]::new),
                completions.stream()
                    .map(completion -> Times.utcOrNull(completion.nextDue()))
                    .toArray(OffsetDateTime[]::new)))
        .map(rows -> rows.iterator().next().getLong("completed"))
        .compose(
            completed ->
                completed == completions.size()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new LeaseLostException(kind, completions.size() - completed)));
  }

  private static final String RELEASE =
      MINE
          + """
          update timers
          set leased_until = null,
              holder = null
          from mine
          where timers.kind = $1
            and timers.subject = mine.subject
          """;

  /** Gives claims up undone: they are free before their lease ends. */
  public Future<Void> release(List<Claim> claims) {
    return pool.preparedQuery(RELEASE)
        .execute(Tuple.of(kind, subjects(claims), tokens(claims)))
        .mapEmpty();
  }

  /** Has the next claim see timers that were released, although there is a backlog above them. */
  void readAgainFrom(List<Claim> released) {
    released.forEach(claim -> watermark.lower(claim.dueAt()));
  }

  private static Long[] subjects(List<Claim> claims) {
    return claims.stream().map(Claim::subject).toArray(Long[]::new);
  }

  private static Long[] tokens(List<Claim> claims) {
    return claims.stream().map(Claim::token).toArray(Long[]::new);
  }
}
