package io.tidemark.budget;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that live, each of which says so in Postgres every few seconds, and where it
 * spends: without Redis they divide a limit among themselves, and need a place that is not Redis to
 * know how many they are.
 */
final class LivePods {

  private static final Logger log = LoggerFactory.getLogger(LivePods.class);

  /** Real time between two signs of life. */
  static final int BEAT_MILLIS = 5_000;

  private final Pool pool;
  private final String pod;
  private final BooleanSupplier redisAnswers;
  private final Set<String> upstreams = new ConcurrentSkipListSet<>();
  private volatile Map<String, Spenders.Count> last = Map.of();
  private @Nullable Future<Void> beating;
  private @Nullable Future<Void> next;

  LivePods(Pool pool, String pod, BooleanSupplier redisAnswers) {
    this.pool = pool;
    this.pod = pod;
    this.redisAnswers = redisAnswers;
  }

  Spenders at(String upstream) {
    return new Spenders() {
      @Override
      public Count count() {
        return last.getOrDefault(upstream, Count.UNKNOWN);
      }

      @Override
      public Future<Void> recount() {
        upstreams.add(upstream);
        return beat();
      }
    };
  }

  /**
   * Says that this process lives, and counts those that do. A beat that is under way may have
   * counted already; whoever asks meanwhile shares the one after it.
   *
   * @return never fails
   */
  synchronized Future<Void> beat() {
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
    Future<Void> begun = say();
    beating = begun;
    begun.onComplete(said -> over(begun));
    return begun;
  }

  private synchronized void over(Future<Void> beat) {
    if (beating == beat) {
      beating = null;
    }
  }

  private static final String BEAT =
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
      """;

  private Future<Void> say() {
    return pool.preparedQuery(BEAT)
        .execute(Tuple.of(pod, !redisAnswers.getAsBoolean(), upstreams.toArray(String[]::new)))
        .onSuccess(
            rows -> {
              Map<String, Spenders.Count> counts = new HashMap<>();
              for (Row row : rows) {
                counts.put(
                    row.getString("upstream"),
                    new Spenders.Count(
                        row.getLong("alive").intValue(), row.getLong("without_redis").intValue()));
              }
              last = Map.copyOf(counts);
            })
        .onFailure(
            problem ->
                log.atDebug()
                    .setCause(problem)
                    .log("Living processes cannot be counted; the last number is used"))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  /** Nobody waits for this process any more. */
  Future<Void> leave() {
    return pool.preparedQuery("delete from budget_pods where pod = $1")
        .execute(Tuple.of(pod))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }
}
