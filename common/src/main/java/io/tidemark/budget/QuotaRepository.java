package io.tidemark.budget;

import io.tidemark.access.Hashes;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.stream.Stream;

/** The blocks reserved of days and months of one credential: the table {@code budget_usage}. */
final class QuotaRepository {

  /**
   * @param left what is not spent of this block
   * @param reserved the sum of all blocks of the period, this one included
   */
  record Block(Period period, long left, long reserved) {}

  private final Pool pool;
  private final String upstream;
  private final String credential;

  QuotaRepository(Pool pool, Credential credential) {
    this.pool = pool;
    this.upstream = credential.upstream();
    this.credential = credential.name();
  }

  // Blocks reserved under the former, shorter name of the credential are not available either.
  private static final String RESERVE =
      """
      insert into budget_usage as known
        (upstream, credential, allowance, period_start, period_end, allowed, reserved, last_block)
      select $1, $2, $3, $4, $5::timestamptz, free.amount, least($7, free.amount), least($7, free.amount)
      from (
        select $6::bigint - coalesce(sum(former.reserved), 0)::bigint as amount
        from budget_usage former
        where former.upstream = $1
          and former.credential = $9
          and former.credential <> $2
          and former.allowance = $3
          and former.period_start = $4) free
      where $8 <= free.amount
      on conflict (upstream, credential, allowance, period_start) do update
      set allowed = excluded.allowed,
          reserved = known.reserved + least($7, excluded.allowed - known.reserved),
          last_block = least($7, excluded.allowed - known.reserved),
          updated_at = now()
      where known.reserved + $8 <= excluded.allowed
      returning last_block, reserved
      """;

  /**
   * Reserves a block.
   *
   * @param need what it must hold at least
   * @return empty when so much is not left of the period
   */
  Future<Optional<Block>> reserve(Limit limit, Period period, long need) {
    if (need > limit.amount()) {
      return Future.succeededFuture(Optional.empty());
    }
    Tuple parameters =
        Tuple.of(upstream, credential, limit.key())
            .addOffsetDateTime(Times.utc(period.start()))
            .addOffsetDateTime(Times.utc(period.end()))
            .addLong(limit.amount())
            .addLong(Math.max(limit.block(), need))
            .addLong(need)
            .addString(Hashes.formerName(credential));
    return pool.preparedQuery(RESERVE)
        .mapping(row -> new Block(period, row.getLong("last_block"), row.getLong("reserved")))
        .execute(parameters)
        .map(rows -> rows.stream().findFirst());
  }

  private static final String RESERVED =
      """
      select coalesce(sum(reserved), 0)::bigint as reserved
      from budget_usage
      where upstream = $1
        and credential = any ($2)
        and allowance = $3
        and period_start = $4
      """;

  Future<Long> reserved(Limit limit, Period period) {
    String[] names =
        Stream.of(credential, Hashes.formerName(credential)).distinct().toArray(String[]::new);
    return pool.preparedQuery(RESERVED)
        .execute(Tuple.of(upstream, names, limit.key(), Times.utc(period.start())))
        .map(rows -> rows.iterator().next().getLong("reserved"));
  }
}
