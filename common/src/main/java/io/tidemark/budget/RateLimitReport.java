package io.tidemark.budget;

import io.tidemark.budget.PermitReply.Counted;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the windows of one credential stand, as people see it. */
final class RateLimitReport {

  private final RedisRateLimitClient client;
  private final List<Limit> all;
  private final QuotaRepository rows;
  private final Warnings warnings;

  RateLimitReport(RedisRateLimitClient client, BudgetPlan plan, QuotaRepository rows, Warnings warnings) {
    this.client = client;
    this.all = plan.withShares();
    this.rows = rows;
    this.warnings = warnings;
  }

  /**
   * The limits, tenants' parts of them, and what the platform says of its own.
   *
   * @return fails when Redis does not answer
   */
  Future<List<BudgetLine>> lines() {
    return client
        .recountIfAdmittedOffline()
        .compose(counted -> client.peek(Map.of()))
        .compose(this::lines);
  }

  /**
   * What is left of each limit that counts amounts, by its key; spacing only tells when.
   *
   * @return fails when Redis does not answer
   */
  Future<Map<String, Long>> left() {
    return client
        .recountIfAdmittedOffline()
        .compose(told -> client.peek(Map.of()))
        .compose(
            counted -> {
              Map<String, Long> left = new HashMap<>();
              List<Future<Long>> known = new ArrayList<>();
              for (int i = 0; i < all.size(); i++) {
                Limit limit = all.get(i);
                if (!(limit.window() instanceof Window.Spacing)) {
                  known.add(left(limit, counted, i).onSuccess(rest -> left.put(limit.key(), rest)));
                }
              }
              return Future.all(known).map(all -> left);
            });
  }

  /** Of a day or month: what is set aside in Redis, and what can still be set aside. */
  private Future<Long> left(Limit limit, Counted counted, int index) {
    return limit.isLong()
        ? rows.reserved(limit, limit.period(ScriptJson.instant(counted.now())))
            .map(reserved -> counted.left().get(index) + Math.max(0, limit.amount() - reserved))
        : Future.succeededFuture(Math.max(0, limit.amount() - counted.used().get(index)));
  }

  private Future<List<BudgetLine>> lines(Counted counted) {
    List<Future<BudgetLine>> lines = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      lines.add(line(all.get(i), counted.used().get(i), counted.now()));
    }
    counted.reported().forEach(said -> lines.add(Future.succeededFuture(line(said))));
    return Future.all(lines).map(known -> known.<BudgetLine>list());
  }

  private Future<BudgetLine> line(Limit limit, long used, long micros) {
    Instant now = ScriptJson.instant(micros);
    if (!limit.isLong()) {
      return Future.succeededFuture(line(limit, used, now.plusNanos(limit.width() * 1_000)));
    }
    Period period = limit.period(now);
    return (used >= 0 ? Future.succeededFuture(used) : rows.reserved(limit, period))
        .map(known -> line(limit, known, period.end()));
  }

  BudgetLine line(Limit limit, long used, Instant resetsAt) {
    warnings.saw(limit, used);
    return new BudgetLine(
        client.credential().upstream(),
        client.credential().name(),
        limit.window().label(),
        limit.unit(),
        limit.tenant(),
        used,
        limit.amount(),
        percentage(used, limit.amount()),
        resetsAt);
  }

  private BudgetLine line(Reported said) {
    long used = said.limit() - said.remaining();
    return new BudgetLine(
        client.credential().upstream(),
        client.credential().name(),
        BudgetLine.SAID + said.window(),
        Unit.REQUESTS,
        "",
        used,
        said.limit(),
        // Nothing left of a limit that it does not name is all of it.
        said.limit() == 0 ? 100 : percentage(used, said.limit()),
        said.resetsAt());
  }

  private static double percentage(long used, long limit) {
    return Math.round(1_000.0 * used / limit) / 10.0;
  }
}
