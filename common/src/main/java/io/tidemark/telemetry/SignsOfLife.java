package io.tidemark.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.counters.OddValues;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in Postgres every other second that this process lives, how its breakers stand, what it has
 * called so far and what it found odd. Whoever does not say so any more is not shown as alive.
 */
public final class SignsOfLife {

  private static final Logger log = LoggerFactory.getLogger(SignsOfLife.class);

  /** Real time between two signs. */
  private static final int BEAT_MILLIS = 2_000;

  /** Where circuit breakers of this process publish each change of state. */
  private static final String BREAKER_CHANGES = "tidemark.upstream.breaker-changes";

  private final Vertx vertx;
  private final Pool pool;
  private final MeterRegistry meters;
  private final String pod = UUID.randomUUID().toString();
  private final String name;
  private long timer = -1;
  private @Nullable MessageConsumer<JsonObject> changes;
  private volatile boolean beating;

  public SignsOfLife(Vertx vertx, Pool pool, MeterRegistry meters) {
    this.vertx = vertx;
    this.pool = pool;
    this.meters = meters;
    this.name = ThisProcess.name();
  }

  public Future<Void> begin() {
    OddValues.countIn(meters);
    return beat()
        .onSuccess(
            seen -> {
              timer = vertx.setPeriodic(BEAT_MILLIS, tick -> beatUnlessBeating());
              changes = vertx.eventBus().localConsumer(BREAKER_CHANGES, it -> beatUnlessBeating());
            });
  }

  /** A database that is slow shall not be asked ever more. */
  private void beatUnlessBeating() {
    if (!beating) {
      beating = true;
      beat().onComplete(said -> beating = false);
    }
  }

  private static final String BEAT =
      """
      with here as (
        insert into pod_signs (pod, name, breakers) values ($1, $2, $3)
        on conflict (pod) do update set seen_at = now(), breakers = excluded.breakers
      ), gone as (
        delete from pod_signs where seen_at < now() - interval '1 hour' and pod <> $1
      ), odd as (
        insert into pod_odd_values (pod, source, field, found)
        select $1, source, field, found
        from unnest($7::text[], $8::text[], $9::bigint[]) as odd (source, field, found)
        on conflict (pod, source, field) do update set found = excluded.found
        where pod_odd_values.found <> excluded.found
      )
      insert into pod_calls (pod, upstream, calls, posts)
      select $1, upstream, calls, posts
      from unnest($4::text[], $5::bigint[], $6::bigint[]) as call (upstream, calls, posts)
      on conflict (pod, upstream) do update set calls = excluded.calls, posts = excluded.posts
      """;

  /**
   * @return never fails; what could not be said now is said with the next sign
   */
  public Future<Void> beat() {
    Map<String, long[]> calls = calls();
    List<Counter> odd = List.copyOf(meters.find(OddValues.METER).counters());
    return pool.preparedQuery(BEAT)
        .execute(
            Tuple.of(
                pod,
                name,
                breakers(),
                calls.keySet().toArray(String[]::new),
                calls.values().stream().map(call -> call[0]).toArray(Long[]::new),
                calls.values().stream().map(call -> call[1]).toArray(Long[]::new),
                odd.stream().map(found -> found.getId().getTag("source")).toArray(String[]::new),
                odd.stream().map(found -> found.getId().getTag("field")).toArray(String[]::new),
                odd.stream().map(found -> (long) found.count()).toArray(Long[]::new)))
        .onFailure(problem -> log.atDebug().setCause(problem).log("No sign of life could be given"))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private JsonArray breakers() {
    Map<String, JsonObject> byUpstream = new TreeMap<>();
    for (Gauge gauge : meters.find("tidemark.upstream.breakers").gauges()) {
      String upstream = gauge.getId().getTag("upstream");
      byUpstream
          .computeIfAbsent(upstream, first -> new JsonObject().put("upstream", upstream))
          .put(gauge.getId().getTag("state"), (long) gauge.value());
    }
    var breakers = new JsonArray();
    byUpstream.values().forEach(breakers::add);
    return breakers;
  }

  private Map<String, long[]> calls() {
    Map<String, long[]> calls = new TreeMap<>();
    for (Timer timer : meters.find("tidemark.upstream.calls").timers()) {
      of(calls, timer.getId().getTag("upstream"))[0] += timer.count();
    }
    for (Counter counter : meters.find("tidemark.upstream.posts").counters()) {
      of(calls, counter.getId().getTag("upstream"))[1] += (long) counter.count();
    }
    return calls;
  }

  private static long[] of(Map<String, long[]> calls, String upstream) {
    return calls.computeIfAbsent(upstream, first -> new long[2]);
  }

  /** Says what was called last, and that this process is gone. */
  public Future<Void> end() {
    vertx.cancelTimer(timer);
    if (changes != null) {
      changes.unregister();
    }
    OddValues.countNoMoreIn(meters);
    return beat()
        .compose(
            said ->
                pool.preparedQuery("delete from pod_signs where pod = $1")
                    .execute(Tuple.of(pod))
                    .<Void>mapEmpty()
                    .otherwiseEmpty());
  }
}
