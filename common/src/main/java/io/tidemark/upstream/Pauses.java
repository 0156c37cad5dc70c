package io.tidemark.upstream;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.access.Hashes;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Paused credentials, for all processes: the table {@code upstream_pauses}.
 *
 * <p>Of two pauses of one credential the later holds when its call was sent after the other began;
 * of two calls that overlapped the longer pause holds.
 */
public final class Pauses {

  /**
   * @param until by the world's clock
   */
  public record Pause(Instant until, String reason) {}

  /**
   * A pause as it stands in the table.
   *
   * @param credential a short hash of it
   * @param since when it began
   */
  public record Active(
      long id,
      String upstream,
      String credential,
      Instant since,
      @JsonProperty("paused_until") Instant until,
      String reason) {

    Pause pause() {
      return new Pause(until, reason);
    }
  }

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
         or known.since < $6
      """;

  /**
   * Pauses a credential.
   *
   * @param sentAt when the call was sent that was answered so
   */
  Future<Void> pause(String upstream, String credential, Pause pause, Instant sentAt, Instant now) {
    return pool.preparedQuery(PAUSE)
        .execute(
            Tuple.of(
                upstream,
                credential,
                Times.utc(pause.until()),
                pause.reason(),
                Times.utc(now),
                Times.utc(sentAt)))
        .mapEmpty();
  }

  private static final String COLUMNS =
      "select id, upstream, credential, since, paused_until, reason from upstream_pauses";

  private static final String ACTIVE =
      """
      %s
      where upstream = $1
        and credential = any ($2)
        and paused_until > $3
      order by paused_until desc
      limit 1
      """
          .formatted(COLUMNS);

  Future<Optional<Active>> active(String upstream, String credential, Instant now) {
    return pool.preparedQuery(ACTIVE)
        .mapping(Pauses::active)
        .execute(Tuple.of(upstream, names(credential), Times.utc(now)))
        .map(rows -> rows.stream().findFirst());
  }

  /** Also the short name of the version before, whose processes may still run. */
  private static String[] names(String credential) {
    return new String[] {credential, Hashes.formerName(credential)};
  }

  private static final String DISPROVED =
      """
      delete from upstream_pauses
      where upstream = $1
        and credential = any ($2)
        and since < $3
      """;

  /** Ends a pause that a good answer to a later call disproved. */
  Future<Void> disproved(String upstream, String credential, Instant sentAt) {
    return pool.preparedQuery(DISPROVED)
        .execute(Tuple.of(upstream, names(credential), Times.utc(sentAt)))
        .mapEmpty();
  }

  private static final String ALL =
      """
      %s
      where paused_until > $1
      order by upstream, credential
      """
          .formatted(COLUMNS);

  /** Every credential that is paused now. */
  public Future<List<Active>> all(Instant now) {
    return pool.preparedQuery(ALL)
        .mapping(Pauses::active)
        .execute(Tuple.of(Times.utc(now)))
        .map(rows -> rows.stream().toList());
  }

  private static final String END =
      """
      with ended as (
        delete from upstream_pauses
        where id = $1
          and paused_until > $2
        returning id, upstream, credential, since, paused_until, reason
      ), mark as (
        insert into ended_pauses (reason)
        select reason
        from ended
      )
      select id, upstream, credential, since, paused_until, reason
      from ended
      """;

  /**
   * Ends a pause; processes that remember it read it again within a second of their next call. The
   * row in {@code ended_pauses} is for work that is claimed now and was put back for the pause.
   *
   * @return the pause that ended; empty when there is none of that id
   */
  public Future<Optional<Active>> end(long id, Instant now) {
    return pool.preparedQuery(END)
        .mapping(Pauses::active)
        .execute(Tuple.of(id, Times.utc(now)))
        .map(rows -> rows.stream().findFirst());
  }

  private static Active active(Row row) {
    return new Active(
        row.getLong("id"),
        row.getString("upstream"),
        row.getString("credential"),
        Times.instant(row, "since"),
        Times.instant(row, "paused_until"),
        row.getString("reason"));
  }
}
