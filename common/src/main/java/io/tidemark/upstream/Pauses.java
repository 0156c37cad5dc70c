package io.tidemark.upstream;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;

/** Credentials that rest, known to all pods: the table {@code upstream_pauses}. */
public final class Pauses {

  /**
   * @param until by the world's clock
   */
  public record Pause(Instant until, String reason) {}

  private final Pool pool;

  public Pauses(Pool pool) {
    this.pool = pool;
  }

  private static final String PAUSE =
      """
      insert into upstream_pauses as known (upstream, credential, paused_until, reason, since)
      values ($1, $2, $3, $4, $5)
      on conflict (upstream, credential) do update
      set paused_until = excluded.paused_until,
          reason = excluded.reason,
          since = excluded.since
      where excluded.paused_until > known.paused_until
      """;

  /** Lets a credential rest; a longer pause that is known already stays. */
  Future<Void> pause(String upstream, String credential, Pause pause, Instant now) {
    return pool.preparedQuery(PAUSE)
        .execute(
            Tuple.of(
                upstream, credential, Times.utc(pause.until()), pause.reason(), Times.utc(now)))
        .mapEmpty();
  }

  private static final String ACTIVE =
      """
      select paused_until, reason
      from upstream_pauses
      where upstream = $1
        and credential = $2
        and paused_until > $3
      """;

  Future<Optional<Pause>> active(String upstream, String credential, Instant now) {
    return pool.preparedQuery(ACTIVE)
        .execute(Tuple.of(upstream, credential, Times.utc(now)))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return Optional.empty();
              }
              var row = rows.iterator().next();
              return Optional.of(
                  new Pause(Times.instant(row, "paused_until"), row.getString("reason")));
            });
  }
}
