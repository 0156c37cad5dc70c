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

  private record Held(Period period, long left, long reserved) {}

  private final QuotaRepository rows;
  private final Map<String, Held> held = new HashMap<>();

  QuotaAllocator(QuotaRepository rows) {
    this.rows = rows;
  }

  /** A block for Redis: what is held here, or a new one. Empty when the period is used up. */
  Future<Optional<Block>> forRedis(Limit limit, long need, Instant now) {
    Period period = limit.period(now);
    Held here = take(limit);
    if (here != null && here.period().equals(period) && here.left() >= need) {
      return Future.succeededFuture(Optional.of(new Block(period, here.left(), here.reserved())));
    }
    long kept = here != null && here.period().equals(period) ? here.left() : 0;
    return rows.reserve(limit, period, need - kept)
        .map(block -> block.map(more -> new Block(period, more.granted() + kept, more.reserved())))
        .onSuccess(block -> keepUnless(block.isPresent(), limit, here))
        .onFailure(databaseIsAway -> keepUnless(false, limit, here));
  }

  private synchronized void keepUnless(boolean passedOn, Limit limit, @Nullable Held here) {
    if (!passedOn && here != null) {
      held.merge(limit.key(), here, QuotaAllocator::joined);
    }
  }

  private synchronized @Nullable Held take(Limit limit) {
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
        .map(
            block -> {
              block.ifPresent(more -> add(limit, more));
              return block.isPresent();
            });
  }

  private synchronized void add(Limit limit, Block block) {
    held.merge(
        limit.key(),
        new Held(block.period(), block.granted(), block.reserved()),
        QuotaAllocator::joined);
  }

  private static Held joined(Held one, Held other) {
    if (!one.period().equals(other.period())) {
      return one.period().start().isAfter(other.period().start()) ? one : other;
    }
    return new Held(
        one.period(), one.left() + other.left(), Math.max(one.reserved(), other.reserved()));
  }

  synchronized long leftHere(Limit limit, Period period) {
    Held here = held.get(limit.key());
    return here != null && here.period().equals(period) ? here.left() : 0;
  }

  /**
   * Spends of what is held here; only after {@link #holdHere}.
   *
   * @return what is used of the period, as far as is known here; negative when nothing is
   */
  synchronized long spendHere(Limit limit, long amount) {
    Held left =
        held.computeIfPresent(
            limit.key(),
            (key, here) -> new Held(here.period(), here.left() - amount, here.reserved()));
    return left == null ? -1 : left.reserved() - left.left();
  }

  /** What all processes together have reserved of a period. */
  Future<Long> reserved(Limit limit, Period period) {
    return rows.reserved(limit, period);
  }
}
