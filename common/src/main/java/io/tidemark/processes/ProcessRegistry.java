package io.tidemark.processes;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.postgres.Times;
import io.tidemark.processes.DetectorSession.PooledConnectionException;
import io.tidemark.telemetry.ProcessName;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table {@code processes}: one row for each process, which its heartbeat renews. Without Redis
 * the processes divide a limit among themselves by these rows.
 *
 * <p>The id of the row is the holder of the claims of the process. A process that was declared dead
 * and lives registers in a new row with the same name, for an id that is gone stays gone.
 */
public final class ProcessRegistry {

  private static final Logger log = LoggerFactory.getLogger(ProcessRegistry.class);

  /** The class of the advisory locks, which keeps them apart from others in the database. */
  static final int LOCK_CLASS = 0x74696465;

  /**
   * The state that a heartbeat reports.
   *
   * @param breakers for each upstream how many breakers are closed, half_open and open
   */
  public record Vitals(boolean withoutRedis, JsonArray breakers) {}

  /**
   * A process with a recent heartbeat.
   *
   * @param label its host and process id
   * @param startedAt real time
   * @param breakers as in {@link Vitals}
   */
  public record LiveProcess(
      @JsonProperty("name") String label, Instant startedAt, JsonArray breakers) {}

  /**
   * The row of a process that took the lock of its id.
   *
   * @param since tells one session of the process from the next
   */
  record LockedRow(int id, OffsetDateTime since) {}

  /**
   * What a probe sees of a process.
   *
   * @param gone it was declared dead or has left, which is final for the row
   * @param locked whether a session holds the lock of its id
   */
  record ProcessState(LockedRow row, boolean gone, boolean locked) {}

  private final Pool pool;
  private final String name;
  private final String role;
  private final Supplier<Vitals> vitals;
  private final Set<String> upstreams = new ConcurrentSkipListSet<>();
  private volatile Map<String, ActiveProcesses.Count> counts = Map.of();
  private volatile @Nullable Integer id;
  private @Nullable Future<Void> beating;
  private @Nullable Future<Void> next;
  private boolean left;

  /**
   * @param name as {@link ProcessName#unique} gives it
   * @param role of its verticles, for people
   */
  public ProcessRegistry(Pool pool, String name, String role, Supplier<Vitals> vitals) {
    this.pool = pool;
    this.name = name;
    this.role = role;
    this.vitals = vitals;
  }

  public String name() {
    return name;
  }

  /** The processes that call a platform; this one is among them after the first recount. */
  public ActiveProcesses at(String upstream) {
    return new ActiveProcesses() {
      @Override
      public Count count() {
        return counts.getOrDefault(upstream, Count.UNKNOWN);
      }

      @Override
      public Future<Void> recount() {
        upstreams.add(upstream);
        return beat();
      }
    };
  }

  /**
   * Renews the row of this process and counts the others. A beat under way may have counted
   * already: all calls meanwhile share the one after it.
   *
   * @return never fails
   */
  public synchronized Future<Void> beat() {
    if (beating == null) {
      return begin();
    }
    if (next == null) {
      next = beating.compose(over -> begin());
    }
    return next;
  }

  private synchronized Future<Void> begin() {
    next = null;
    Future<Void> begun = left ? Future.succeededFuture() : renew();
    beating = begun;
    begun.onComplete(renewed -> over(begun));
    return begun;
  }

  private synchronized void over(Future<Void> beat) {
    if (beating == beat) {
      beating = null;
    }
  }

  // A process that died counts for another minute: what it was admitted last is not known.
  private static final String BEAT =
      """
      with forgotten as (
        delete from processes
        where name is distinct from $1
          and (gone_at < now() - interval '1 day' -- no lease lasts a day
            or (since is null and seen_at < now() - interval '1 hour'))
      ), declared_dead as (
        update processes
        set name = null, upstreams = null, breakers = null
        where name = $1
          and gone_at is not null
        returning started_at
      ), known as (
        update processes
        set seen_at = now(), without_redis = $4, upstreams = $5, breakers = $6
        where name = $1
          and gone_at is null
        returning id
      ), added as (
        insert into processes (name, role, label, without_redis, upstreams, breakers, started_at)
        select $1, $2, $3, $4, $5, $6, coalesce((select started_at from declared_dead), now())
        where not exists (select from known)
        returning id
      )
      select coalesce((select id from known), (select id from added)) as id,
             mine.upstream,
             1 + count(other.name) as active,
             $4::boolean::int + count(other.name) filter (where other.without_redis)
               as without_redis
      from (select) this
      left join unnest($5::text[]) as mine (upstream) on true
      left join processes other on mine.upstream = any (other.upstreams)
        and other.seen_at >= now() - interval '60 seconds'
        and other.name <> $1
      group by mine.upstream
      """;

  private Future<Void> renew() {
    Vitals now = vitals.get();
    return pool.preparedQuery(BEAT)
        .execute(
            Tuple.of(
                name,
                role,
                ProcessName.label(),
                now.withoutRedis(),
                upstreams.toArray(String[]::new),
                now.breakers()))
        .onSuccess(this::learn)
        .onFailure(
            problem ->
                log.atDebug()
                    .setCause(problem)
                    .log("The heartbeat cannot be written; the last count of processes is used"))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private void learn(RowSet<Row> rows) {
    Map<String, ActiveProcesses.Count> counted = new HashMap<>();
    for (Row row : rows) {
      id = row.getInteger("id");
      String upstream = row.getString("upstream");
      if (upstream != null) {
        counted.put(
            upstream,
            new ActiveProcesses.Count(
                row.getLong("active").intValue(), row.getLong("without_redis").intValue()));
      }
    }
    counts = Map.copyOf(counted);
  }

  /** The names of the processes that renewed their rows lately, this one included. */
  public Future<List<String>> names() {
    return pool.query(
            """
            select name
            from processes
            where seen_at >= now() - interval '15 seconds'
              and upstreams is not null
              and gone_at is null
            order by name
            """)
        .mapping(row -> row.getString("name"))
        .execute()
        .map(rows -> rows.stream().toList());
  }

  // A process of the version before has no role, and may have any.
  private static final String HAS_LIVE =
      """
      select exists (
        select from processes
        where coalesce(role, 'all') in ($1, 'all')
          and seen_at >= now() - interval '15 seconds'
          and upstreams is not null
          and gone_at is null) as has_live
      """;

  /** Whether a process that has the role renewed its row lately. */
  public Future<Boolean> hasLive(String role) {
    return pool.preparedQuery(HAS_LIVE)
        .execute(Tuple.of(role))
        .map(rows -> rows.iterator().next().getBoolean("has_live"));
  }

  /** The processes that missed fewer than four heartbeats. */
  public Future<List<LiveProcess>> live() {
    return pool.query(
            """
            select label, started_at, breakers
            from processes
            where seen_at > now() - interval '8 seconds'
              and breakers is not null
              and gone_at is null
            order by started_at, name
            """)
        .mapping(
            row ->
                new LiveProcess(
                    row.getString("label"),
                    Times.instant(row, "started_at"),
                    row.getJsonArray("breakers")))
        .execute()
        .map(rows -> rows.stream().toList());
  }

  /**
   * Takes this process out of every count, at once and for good.
   *
   * @return never fails
   */
  public Future<Void> leave() {
    synchronized (this) {
      left = true;
    }
    return beat() // one that is under way would undo it
        .compose(
            ended ->
                pool.preparedQuery(
                        """
                        update processes
                        set gone_at = coalesce(gone_at, now()), upstreams = null, breakers = null
                        where name = $1
                        """)
                    .execute(Tuple.of(name)))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private static final String LOCK_ROW =
      """
      update processes
      set since = greatest(clock_timestamp(), since + interval '1 microsecond')
      where id = $1
        and name = $2
        and gone_at is null
      returning id, since
      """;

  /**
   * Takes the lock of this process's id in a session, and then says so in its row: other processes
   * never see a row with {@code since} before its lock.
   *
   * @return fails with {@link PooledConnectionException} when the session is not in the database of
   *     the pool, and while a session before still holds the lock
   */
  Future<LockedRow> lockRow(SqlConnection session) {
    return registered()
        .compose(own -> lockRow(session, own))
        .compose(
            locked -> locked.isPresent() ? Future.succeededFuture(locked) : lockNewRow(session))
        .map(
            locked ->
                locked.orElseThrow(
                    () -> new IllegalStateException("the row of this process is gone")));
  }

  /** The id of the row, after the first heartbeat if need be. */
  private Future<Integer> registered() {
    return (id == null ? beat() : Future.<Void>succeededFuture())
        .map(
            beaten ->
                Optional.ofNullable(id)
                    .orElseThrow(() -> new IllegalStateException("no heartbeat could be written")));
  }

  private Future<Optional<LockedRow>> lockRow(SqlConnection session, int own) {
    return session
        .preparedQuery("select pg_try_advisory_lock($1, $2) as locked")
        .execute(Tuple.of(LOCK_CLASS, own))
        .compose(
            rows ->
                rows.iterator().next().getBoolean("locked")
                    ? session
                        .preparedQuery(LOCK_ROW)
                        .mapping(ProcessRegistry::row)
                        .execute(Tuple.of(own, name))
                    : Future.failedFuture("the session before still holds the lock"))
        .map(rows -> rows.stream().findFirst());
  }

  /** After the row was declared dead; a row that the pool still finds is in another database. */
  private Future<Optional<LockedRow>> lockNewRow(SqlConnection session) {
    return pool.preparedQuery("select 1 from processes where name = $1 and gone_at is null")
        .execute(Tuple.of(name))
        .compose(
            live ->
                live.size() == 1
                    ? Future.failedFuture(
                        new PooledConnectionException(
                            "TIDEMARK_POSTGRES_DIRECT_URL leads to another database"))
                    : beat().compose(beaten -> registered()))
        .compose(own -> lockRow(session, own));
  }

  private static final String PROBE =
      """
      select processes.id,
             processes.since,
             processes.gone_at is not null as gone,
             lock.objid is not null as locked
      from processes
      left join pg_locks lock
        on lock.locktype = 'advisory'
        and lock.database = (select oid from pg_database where datname = current_database())
        and lock.classid = $1::integer::oid
        and lock.objid = processes.id::oid
        and lock.objsubid = 2 -- a lock of two numbers
        and lock.granted
      where processes.since is not null
        and (processes.gone_at is null
          or processes.gone_at > clock_timestamp() - interval '1 minute')
      """;

  /** The processes that ever had a lock and live or went within the last minute. Reads only. */
  static Future<List<ProcessState>> probe(SqlConnection session) {
    return session
        .preparedQuery(PROBE)
        .mapping(
            row -> new ProcessState(row(row), row.getBoolean("gone"), row.getBoolean("locked")))
        .execute(Tuple.of(LOCK_CLASS))
        .map(rows -> rows.stream().toList());
  }

  private static final String DECLARE_DEAD =
      """
      update processes
      set gone_at = clock_timestamp()
      where id = $1
        and since = $2
        and gone_at is null
      """;

  /**
   * Frees the claims of a process, unless it has a new session meanwhile.
   *
   * @return whether this call was the one that did
   */
  static Future<Boolean> declareDead(SqlConnection session, LockedRow row) {
    return session
        .preparedQuery(DECLARE_DEAD)
        .execute(Tuple.of(row.id(), row.since()))
        .map(rows -> rows.rowCount() == 1);
  }

  private static LockedRow row(Row row) {
    return new LockedRow(row.getInteger("id"), row.getOffsetDateTime("since"));
  }
}
