package io.tidemark.liveness;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of the processes, and the session locks that keep them alive. */
final class Pods {

  /** Keeps the locks apart from others' in the same database. */
  static final int LOCKS = 0x74696465;

  /**
   * A process that holds its lock.
   *
   * @param since tells one session of it from the next
   */
  record Pod(int id, OffsetDateTime since) {}

  /**
   * What a look shows of a process.
   *
   * @param gone it was said to be, and that is final
   * @param held its lock is
   */
  record Sight(Pod pod, boolean gone, boolean held) {

    boolean isMissing() {
      return !gone && !held;
    }
  }

  private Pods() {}

  private static final String ENTER =
      """
      with next as materialized (select nextval('pods_id_seq')::integer as id)
      insert into pods (id, name)
      select id, $2
      from next
      where pg_try_advisory_lock($1, id)
      returning id, since
      """;

  /** The lock first and then the row: nobody sees one without the other. */
  static Future<Pod> enter(SqlConnection session, String name) {
    return forgetOld(session)
        .compose(forgotten -> session.preparedQuery(ENTER).execute(Tuple.of(LOCKS, name)))
        .map(rows -> pod(rows.iterator().next()));
  }

  /** No lease lasts a day. */
  private static Future<Void> forgetOld(SqlConnection session) {
    return session
        .query("delete from pods where gone_at < clock_timestamp() - interval '1 day'")
        .execute()
        .mapEmpty();
  }

  private static final String COME_BACK =
      """
      update pods
      set since = greatest(clock_timestamp(), since + interval '1 microsecond')
      where id = $1
        and gone_at is null
      returning id, since
      """;

  /**
   * Takes the lock in another session.
   *
   * @return empty when the others have given the process up; fails while the old session lasts
   */
  static Future<Optional<Pod>> comeBack(SqlConnection session, int id) {
    return session
        .preparedQuery("select pg_try_advisory_lock($1, $2) as locked")
        .execute(Tuple.of(LOCKS, id))
        .compose(
            rows ->
                rows.iterator().next().getBoolean("locked")
                    ? session.preparedQuery(COME_BACK).execute(Tuple.of(id))
                    : Future.failedFuture("the session before still holds the lock"))
        .map(
            rows -> rows.size() == 0 ? Optional.empty() : Optional.of(pod(rows.iterator().next())));
  }

  /** Whether another connection sees it: both may lead to different databases. */
  static Future<Boolean> isKnown(SqlClient client, Pod pod) {
    return client
        .preparedQuery("select 1 from pods where id = $1 and since = $2")
        .execute(Tuple.of(pod.id(), pod.since()))
        .map(rows -> rows.size() == 1);
  }

  private static final String LOOK =
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
      """;

  /** All that are not gone, and those that went just now. Reads only. */
  static Future<List<Sight>> look(SqlConnection session) {
    return session
        .preparedQuery(LOOK)
        .execute(Tuple.of(LOCKS))
        .map(
            rows -> {
              List<Sight> sights = new ArrayList<>();
              for (Row row : rows) {
                sights.add(new Sight(pod(row), row.getBoolean("gone"), row.getBoolean("held")));
              }
              return sights;
            });
  }

  private static final String GIVE_UP =
      """
      update pods
      set gone_at = clock_timestamp()
      where id = $1
        and since = $2
        and gone_at is null
      """;

  /**
   * Says that nothing stands any more that a process holds, unless it came back meanwhile.
   *
   * @return whether this was the one to say so
   */
  static Future<Boolean> giveUp(SqlConnection session, Pod pod) {
    return session
        .preparedQuery(GIVE_UP)
        .execute(Tuple.of(pod.id(), pod.since()))
        .map(rows -> rows.rowCount() == 1);
  }

  private static Pod pod(Row row) {
    return new Pod(row.getInteger("id"), row.getOffsetDateTime("since"));
  }
}
