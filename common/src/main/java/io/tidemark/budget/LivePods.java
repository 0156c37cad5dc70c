package io.tidemark.budget;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that live, each of which says so in Postgres every few seconds: without Redis they
 * divide a limit among themselves, and need a place that is not Redis to know how many they are.
 */
final class LivePods {

  private static final Logger log = LoggerFactory.getLogger(LivePods.class);

  /** Real time between two signs of life. */
  static final int BEAT_MILLIS = 5_000;

  /**
   * @param alive ourselves included; 0 as long as it was never known
   * @param withoutRedis those that take their part of a limit because they cannot reach Redis
   */
  record Count(int alive, int withoutRedis) {
    static final Count UNKNOWN = new Count(0, 0);
  }

  private final Pool pool;
  private final String pod;
  private final BooleanSupplier redisAnswers;
  private volatile Count last = Count.UNKNOWN;

  LivePods(Pool pool, String pod, BooleanSupplier redisAnswers) {
    this.pool = pool;
    this.pod = pod;
    this.redisAnswers = redisAnswers;
  }

  /** The last number that is known. */
  Count count() {
    return last;
  }

  private static final String BEAT =
      """
      with gone as (
        delete from budget_pods where seen_at < now() - interval '60 seconds' and pod <> $1
      ), here as (
        insert into budget_pods (pod, seen_at, without_redis) values ($1, now(), $2)
        on conflict (pod) do update set seen_at = now(), without_redis = excluded.without_redis
      )
      select 1 + count(*) as alive,
             $2::boolean::int + count(*) filter (where without_redis) as without_redis
      from budget_pods
      where seen_at >= now() - interval '60 seconds'
        and pod <> $1
      """;

  /** Says that this process lives; never fails. */
  Future<Void> beat() {
    return pool.preparedQuery(BEAT)
        .execute(Tuple.of(pod, !redisAnswers.getAsBoolean()))
        .onSuccess(
            rows -> {
              Row row = rows.iterator().next();
              last =
                  new Count(
                      row.getLong("alive").intValue(), row.getLong("without_redis").intValue());
            })
        .onFailure(
            problem ->
                log.atDebug()
                    .setCause(problem)
                    .log("Living processes cannot be counted; the last number is used"))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private static final String NAMES =
      """
      select pod
      from budget_pods
      where seen_at >= now() - interval '15 seconds'
      order by pod
      """;

  /** Those that said so lately, ourselves included. */
  Future<List<String>> names() {
    return pool.query(NAMES)
        .execute()
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.getString("pod"))
                    .toList());
  }

  /** Nobody waits for this process any more. */
  Future<Void> leave() {
    return pool.preparedQuery("delete from budget_pods where pod = $1")
        .execute(Tuple.of(pod))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }
}
