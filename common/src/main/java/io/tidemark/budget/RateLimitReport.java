package io.tidemark.budget;

import io.tidemark.contract.Message.BudgetLines.Line;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** How the windows of one credential stand, as an operator sees them. */
final class RateLimitReport {

  private static final String SAID = "reported:";

  private final LimiterContext context;

  RateLimitReport(LimiterContext context) {
    this.context = context;
  }

  /**
   * @param used of each limit; negative where a day or month is known to Postgres only
   */
  Future<List<Line>> lines(List<Limit> limits, ToLongFunction<Limit> used, Instant now) {
    List<Future<Line>> lines = new ArrayList<>();
    for (Limit limit : limits) {
      lines.add(line(limit, used.applyAsLong(limit), now));
    }
    return Future.all(lines).map(all -> all.<Line>list());
  }

  private Future<Line> line(Limit limit, long used, Instant now) {
    Future<Long> known =
        used >= 0 || !limit.isLong()
            ? Future.succeededFuture(used)
            : context.quotas().reserved(limit, limit.period(now));
    Instant resetsAt =
        limit.isLong() ? limit.period(now).end() : now.plusNanos(limit.width() * 1_000);
    return known.map(
        sure -> {
          context.warnings().saw(limit, sure);
          return new Line(
              context.credential().upstream(),
              context.credential().name(),
              limit.window().label(),
              limit.unit().label(),
              sure,
              limit.amount(),
              percentage(sure, limit.amount()),
              resetsAt,
              limit.tenant());
        });
  }

  /** What the platform says of a window of its own. */
  Line line(UpstreamQuota said) {
    long used = said.limit() - said.remaining();
    return new Line(
        context.credential().upstream(),
        context.credential().name(),
        SAID + said.window(),
        Unit.REQUESTS.label(),
        used,
        said.limit(),
        // Nothing left of a limit that it does not name is all of it.
        said.limit() == 0 ? 100 : percentage(used, said.limit()),
        said.resetsAt(),
        "");
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
