package io.tidemark.budget;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** What was set aside of days and months: the table {@code budget_usage}. */
final class BudgetRows {

  /**
   * @param granted how much more was set aside for whoever asked
   * @param reserved how much is set aside altogether
   */
  record Block(Period period, long granted, long reserved) {}

  private final Pool pool;
  private final String upstream;
  private final String credential;

  BudgetRows(Pool pool, String upstream, String credential) {
    this.pool = pool;
    this.upstream = upstream;
    this.credential = credential;
  }

  private static final String RESERVE =
      """
      insert into budget_usage as known
        (upstream, credential, allowance, period_start, period_end, allowed, reserved, last_block)
      values ($1, $2, $3, $4, $5, $6, least($7, $6), least($7, $6))
      on conflict (upstream, credential, allowance, period_start) do update
      set allowed = excluded.allowed,
          reserved = known.reserved + least($7, $6 - known.reserved),
          last_block = least($7, $6 - known.reserved),
          updated_at = now()
      where known.reserved + $8 <= $6
      returning last_block, reserved
      """;

  /**
   * Sets a block aside.
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
            .addLong(need);
    return pool.preparedQuery(RESERVE)
        .execute(parameters)
        .map(
            rows -> {
              if (rows.size() == 0) {
                return Optional.empty();
              }
              Row row = rows.iterator().next();
              return Optional.of(
                  new Block(period, row.getLong("last_block"), row.getLong("reserved")));
            });
  }

  private static final String RESERVED =
      """
      select reserved
      from budget_usage
      where upstream = $1
        and credential = $2
        and allowance = $3
        and period_start = $4
      """;

  Future<Long> reserved(Limit limit, Period period) {
    return pool.preparedQuery(RESERVED)
        .execute(Tuple.of(upstream, credential, limit.key(), Times.utc(period.start())))
        .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong("reserved"));
  }
}
