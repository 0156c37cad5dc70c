package io.tidemark.budget;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** How the windows of one credential stand, as an operator sees them. */
final class RateLimitReport {

  private final LimiterContext context;

  RateLimitReport(LimiterContext context) {
    this.context = context;
  }

  /**
   * @param used of each limit; negative where a day or month is known to Postgres only
   */
  Future<List<BudgetLine>> lines(List<Limit> limits, ToLongFunction<Limit> used, Instant now) {
    List<Future<BudgetLine>> lines = new ArrayList<>();
    for (Limit limit : limits) {
      lines.add(lineOf(limit, used.applyAsLong(limit), now));
    }
    return Future.all(lines).map(all -> all.<BudgetLine>list());
  }

  private Future<BudgetLine> lineOf(Limit limit, long used, Instant now) {
    if (!limit.isLong()) {
      return Future.succeededFuture(line(limit, used, now.plusNanos(limit.width() * 1_000)));
    }
    Period period = limit.period(now);
    return (used >= 0 ? Future.succeededFuture(used) : context.quotas().reserved(limit, period))
        .map(known -> line(limit, known, period.end()));
  }

  private BudgetLine line(Limit limit, long used, Instant resetsAt) {
    context.warnings().saw(limit, used);
    return line(
        limit.window().label(),
        limit.unit(),
        limit.tenant(),
        used,
        limit.amount(),
        percentage(used, limit.amount()),
        resetsAt);
  }

  /** What the platform says of a window of its own. */
  BudgetLine line(Reported said) {
    long used = said.limit() - said.remaining();
    return line(
        BudgetLine.SAID + said.window(),
        Unit.REQUESTS,
        "",
        used,
        said.limit(),
        // Nothing left of a limit that it does not name is all of it.
        said.limit() == 0 ? 100 : percentage(used, said.limit()),
        said.resetsAt());
  }

  private BudgetLine line(
      String window,
      Unit unit,
      String tenant,
      long used,
      long limit,
      double percentage,
      Instant resetsAt) {
    return new BudgetLine(
        context.credential().upstream(),
        context.credential().name(),
        window,
        unit,
        tenant,
        used,
        limit,
        percentage,
        resetsAt);
  }

  private static double percentage(long used, long limit) {
    return Math.round(1_000.0 * used / limit) / 10.0;
  }

  /**
   * What is left of each limit that counts amounts, by its key.
   *
   * @param here what the limiter has left of a limit; of a day or month, what can still be reserved
   *     is added
   */
  Future<Map<String, Long>> left(ToLongFunction<Limit> here, Instant now) {
    Map<String, Long> left = new HashMap<>();
    List<Future<Long>> known = new ArrayList<>();
    for (Limit limit : context.limits()) {
      if (limit.isLong()) {
        known.add(
            context
                .quotas()
                .reserved(limit, limit.period(now))
                .onSuccess(
                    reserved ->
                        left.put(
                            limit.key(),
                            here.applyAsLong(limit) + Math.max(0, limit.amount() - reserved))));
      } else if (!(limit.window() instanceof Window.Spacing)) {
        left.put(limit.key(), Math.max(0, here.applyAsLong(limit)));
      }
    }
    return Future.all(known).map(all -> left);
  }
}
