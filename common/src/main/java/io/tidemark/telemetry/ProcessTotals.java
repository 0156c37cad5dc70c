package io.tidemark.telemetry;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tidemark.counters.OddValues;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the processes counted in their lives: the tables {@code pod_calls} and {@code
 * pod_odd_values}. The rows of a process stay when it is gone.
 */
public final class ProcessTotals {

  private static final Logger log = LoggerFactory.getLogger(ProcessTotals.class);

  /**
   * The calls of all processes that ever ran.
   *
   * @param calls tries that were sent
   * @param posts what they returned; a call for something else counts as one
   */
  public record Called(String upstream, long calls, long posts) {}

  /**
   * Values from outside that could not be taken, of all processes that ever ran.
   *
   * @param source the platform that sent them
   */
  public record Odd(String source, String field, @JsonProperty("values") long found) {}

  private final Pool pool;

  /** What the database has of this process; empty before the first write and after a failed one. */
  private volatile String written = "";

  public ProcessTotals(Pool pool) {
    this.pool = pool;
  }

  private static final String WRITE =
      """
      with odd as (
        insert into pod_odd_values (pod, source, field, found)
        select $1, source, field, found
        from unnest($5::text[], $6::text[], $7::bigint[]) as odd (source, field, found)
        on conflict (pod, source, field) do update set found = excluded.found
        where pod_odd_values.found <> excluded.found
      )
      insert into pod_calls (pod, upstream, calls, posts)
      select $1, upstream, calls, posts
      from unnest($2::text[], $3::bigint[], $4::bigint[]) as call (upstream, calls, posts)
      on conflict (pod, upstream) do update set calls = excluded.calls, posts = excluded.posts
      """;

  /**
   * Writes what a process has counted so far, unless that is written.
   *
   * @return never fails; the next write makes up for one that did
   */
  public Future<Void> write(String process, MeterRegistry meters) {
    Map<String, long[]> calls = calls(meters);
    List<Counter> odd = List.copyOf(meters.find(OddValues.METER).counters());
    Object[][] columns = {
      calls.keySet().toArray(String[]::new),
      calls.values().stream().map(call -> call[0]).toArray(Long[]::new),
      calls.values().stream().map(call -> call[1]).toArray(Long[]::new),
      odd.stream().map(found -> found.getId().getTag("source")).toArray(String[]::new),
      odd.stream().map(found -> found.getId().getTag("field")).toArray(String[]::new),
      odd.stream().map(found -> (long) found.count()).toArray(Long[]::new)
    };
    String now = Arrays.deepToString(columns);
    if (now.equals(written)) {
      return Future.succeededFuture();
    }
    return pool.preparedQuery(WRITE)
        .execute(Tuple.wrap(Stream.concat(Stream.of(process), Stream.of(columns)).toList()))
        .onSuccess(done -> written = now)
        .onFailure(
            problem -> {
              written = "";
              log.atDebug().setCause(problem).log("Totals cannot be written");
            })
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private static Map<String, long[]> calls(MeterRegistry meters) {
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

  /** The sums over all processes, one for each upstream. */
  public Future<List<Called>> called() {
    return pool.query(
            """
            select upstream, sum(calls)::bigint as calls, sum(posts)::bigint as posts
            from pod_calls
            group by upstream
            order by upstream
            """)
        .mapping(
            row ->
                new Called(row.getString("upstream"), row.getLong("calls"), row.getLong("posts")))
        .execute()
        .map(rows -> rows.stream().toList());
  }

  /** The sums over all processes, one for each source and field. */
  public Future<List<Odd>> odd() {
    return pool.query(
            """
            select source, field, sum(found)::bigint as found
            from pod_odd_values
            group by source, field
            order by source, field
            """)
        .mapping(
            row -> new Odd(row.getString("source"), row.getString("field"), row.getLong("found")))
        .execute()
        .map(rows -> rows.stream().toList());
  }
}
