package io.tidemark.telemetry;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the processes say of themselves: pod_signs, pod_calls. */
public final class Pods {

  /**
   * A process that lives.
   *
   * @param startedAt real time
   * @param breakers for each upstream how many breakers are closed, half_open and open
   */
  public record Alive(String name, Instant startedAt, JsonArray breakers) {}

  /**
   * What all processes together have called, those that are gone included.
   *
   * @param calls tries that were sent
   * @param posts what they brought, a call of something else counting as one
   */
  public record Called(String upstream, long calls, long posts) {}

  private final Pool pool;

  public Pods(Pool pool) {
    this.pool = pool;
  }

  /** Those that gave a sign of life within the last four times they should have. */
  public Future<List<Alive>> alive() {
    return pool.query(
            """
            select name, started_at, breakers
            from pod_signs
            where seen_at > now() - interval '8 seconds'
            order by started_at, pod
            """)
        .execute()
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(
                        row ->
                            new Alive(
                                row.getString("name"),
                                Times.instant(row, "started_at"),
                                row.getJsonArray("breakers")))
                    .toList());
  }

  public Future<List<Called>> called() {
    return pool.query(
            """
            select upstream, sum(calls)::bigint as calls, sum(posts)::bigint as posts
            from pod_calls
            group by upstream
            order by upstream
            """)
        .execute()
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(
                        row ->
                            new Called(
                                row.getString("upstream"),
                                row.getLong("calls"),
                                row.getLong("posts")))
                    .toList());
  }

  /**
   * Values from outside that could not be taken, of all processes that ever ran.
   *
   * @param source who gave them
   */
  public record Odd(String source, String field, long found) {}

  public Future<List<Odd>> odd() {
    return pool.query(
            """
            select source, field, sum(found)::bigint as found
            from pod_odd_values
            group by source, field
            order by source, field
            """)
        .execute()
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(
                        row ->
                            new Odd(
                                row.getString("source"),
                                row.getString("field"),
                                row.getLong("found")))
                    .toList());
  }
}
