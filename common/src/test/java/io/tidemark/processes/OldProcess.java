package io.tidemark.processes;

import static io.tidemark.boot.TestFoundation.await;

import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.StreamSupport;

/** A process of the version before schema V36: its statements, word for word. */
final class OldProcess implements AutoCloseable {

  private final Pool pool;
  private final String name;
  private final SqlConnection session;
  private Row row;

  OldProcess(Pool pool, String name) {
    this.pool = pool;
    this.name = name;
    this.session = await(pool.getConnection());
    this.row =
        run(
                session,
                """
                with next as materialized (select nextval('pods_id_seq')::integer as id)
                insert into pods (id, name)
                select id, $2
                from next
                where pg_try_advisory_lock($1, id)
                returning id, since
                """,
                ProcessRegistry.LOCK_CLASS,
                name)
            .getFirst();
  }

  int id() {
    return row.getInteger("id");
  }

  void renewSession() {
    row =
        run(
                session,
                """
                update pods
                set since = greatest(clock_timestamp(), since + interval '1 microsecond')
                where id = $1
                  and gone_at is null
                returning id, since
                """,
                id())
            .getFirst();
  }

  /** As a killed process does. */
  void loseSession() {
    run(session, "select pg_advisory_unlock_all()");
  }

  /** The ids whose locks it misses. */
  List<Integer> missing() {
    return run(
            session,
            """
            select pods.id, pods.since, pods.gone_at is not null as gone, held.objid is not null as held
            from pods
            left join pg_locks held
              on held.locktype = 'advisory'
              and held.database = (select oid from pg_database where datname = current_database())
              and held.classid = $1::integer::oid
              and held.objid = pods.id::oid
              and held.objsubid = 2 -- a lock of two numbers
              and held.granted
            where pods.gone_at is null
              or pods.gone_at > clock_timestamp() - interval '1 minute'
            """,
            ProcessRegistry.LOCK_CLASS)
        .stream()
        .filter(seen -> !seen.getBoolean("gone") && !seen.getBoolean("held"))
        .map(seen -> seen.getInteger("id"))
        .toList();
  }

  void giveUp(int id) {
    Row seen = run(pool, "select since from pods where id = $1", id).getFirst();
    run(
        session,
        """
        update pods
        set gone_at = clock_timestamp()
        where id = $1
          and since = $2
          and gone_at is null
        """,
        id,
        seen.getOffsetDateTime("since"));
  }

  /** How many it counts at the platform, and how many of them without Redis. */
  String count(boolean withoutRedis, String upstream) {
    Row counted =
        run(
                pool,
                """
                with gone as (
                  delete from budget_pods where seen_at < now() - interval '60 seconds' and pod <> $1
                ), here as (
                  insert into budget_pods (pod, seen_at, without_redis, upstreams) values ($1, now(), $2, $3)
                  on conflict (pod) do update
                    set seen_at = now(), without_redis = excluded.without_redis,
                        upstreams = excluded.upstreams
                )
                select mine.upstream,
                       1 + count(other.pod) as alive,
                       $2::boolean::int + count(other.pod) filter (where other.without_redis) as without_redis
                from unnest($3::text[]) as mine (upstream)
                left join budget_pods other on mine.upstream = any (other.upstreams)
                  and other.seen_at >= now() - interval '60 seconds'
                  and other.pod <> $1
                group by mine.upstream
                """,
                name,
                withoutRedis,
                new String[] {upstream})
            .getFirst();
    return counted.getLong("alive") + " " + counted.getLong("without_redis");
  }

  void signOfLife() {
    run(
        pool,
        """
        with here as (
          insert into pod_signs (pod, name, breakers) values ($1, $2, $3)
          on conflict (pod) do update set seen_at = now(), breakers = excluded.breakers
        ), gone as (
          delete from pod_signs where seen_at < now() - interval '1 hour' and pod <> $1
        )
        select 1
        """,
        "sign of " + name,
        name + " (1)",
        new JsonArray());
  }

  List<String> shown() {
    return run(
            pool,
            """
            select name, started_at, breakers
            from pod_signs
            where seen_at > now() - interval '8 seconds'
            order by started_at, pod
            """)
        .stream()
        .map(shown -> shown.getString("name"))
        .toList();
  }

  void leave() {
    run(pool, "delete from budget_pods where pod = $1", name);
    run(pool, "delete from pod_signs where pod = $1", "sign of " + name);
  }

  private static List<Row> run(SqlClient client, String statement, Object... parameters) {
    return StreamSupport.stream(
            await(client.preparedQuery(statement).execute(Tuple.from(parameters))).spliterator(),
            false)
        .toList();
  }

  @Override
  public void close() {
    loseSession();
    await(session.close());
  }
}
