package io.tidemark.budget;

import io.tidemark.budget.QuotaRepository.Block;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of days and months that this process has reserved in Postgres: on their way to Redis,
 * or spent here while Redis is away. A block that may or may not have arrived in Redis is given up.
 */
final class QuotaAllocator {

  /** What the database said of a limit's period. */
  sealed interface QuotaUpdate {
    record Granted(Block block) implements QuotaUpdate {}

    /**
     * @param lacking so much is not left of it
     */
    record UsedUp(Period period, long lacking) implements QuotaUpdate {}
  }

  private final QuotaRepository rows;
  private final Map<String, Block> held = new HashMap<>();

  QuotaAllocator(QuotaRepository rows) {
    this.rows = rows;
  }

  /** A block for Redis: what is held here, or a new one. */
  Future<QuotaUpdate> forRedis(Limit limit, long need, Instant now) {
    Period period = limit.period(now);
    Block here = take(limit);
    boolean current = here != null && here.period().equals(period);
    if (current && here.left() >= need) {
      return Future.succeededFuture(new QuotaUpdate.Granted(here));
    }
    long kept = current ? here.left() : 0;
    return rows.reserve(limit, period, need - kept)
        .map(
            reserved ->
                reserved
                    .<QuotaUpdate>map(
                        more ->
                            new QuotaUpdate.Granted(
                                new Block(period, more.left() + kept, more.reserved())))
                    .orElseGet(() -> new QuotaUpdate.UsedUp(period, need)))
        .onComplete(
            update -> {
              if (here != null && !(update.result() instanceof QuotaUpdate.Granted)) {
                add(limit, here);
              }
            });
  }

  private synchronized @Nullable Block take(Limit limit) {
    return held.remove(limit.key());
  }

  /** Makes sure that an amount is held here; false when the period is used up. */
  Future<Boolean> holdHere(Limit limit, long amount, Instant now) {
    Period period = limit.period(now);
    long left = leftHere(limit, period);
    if (left >= amount) {
      return Future.succeededFuture(true);
    }
    return rows.reserve(limit, period, amount - left)
        .onSuccess(block -> block.ifPresent(more -> add(limit, more)))
        .map(Optional::isPresent);
  }

  private synchronized void add(Limit limit, Block block) {
    held.merge(limit.key(), block, QuotaAllocator::joined);
  }

  private static Block joined(Block one, Block other) {
    if (!one.period().equals(other.period())) {
      return one.period().start().isAfter(other.period().start()) ? one : other;
    }
    return new Block(
        one.period(), one.left() + other.left(), Math.max(one.reserved(), other.reserved()));
  }

  synchronized long leftHere(Limit limit, Period period) {
    Block here = held.get(limit.key());
    return here != null && here.period().equals(period) ? here.left() : 0;
  }

  /**
   * Spends of what is held here; only after {@link #holdHere}.
   *
   * @return what is used of the period, as far as is known here; negative when nothing is
   */
  synchronized long spendHere(Limit limit, long amount) {
    Block left =
        held.computeIfPresent(
            limit.key(),
            (key, here) -> new Block(here.period(), here.left() - amount, here.reserved()));
    return left == null ? -1 : left.reserved() - left.left();
  }

  /** What all processes together have reserved of a period. */
  Future<Long> reserved(Limit limit, Period period) {
    return rows.reserved(limit, period);
  }
}
