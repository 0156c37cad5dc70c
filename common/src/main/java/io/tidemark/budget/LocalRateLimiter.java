package io.tidemark.budget;

import io.tidemark.budget.Admission.Admitted;
import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.processes.ActiveProcesses;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts in this process while Redis is away: it has its part of every short window, by the number
 * of active processes, and blocks of days and months of its own.
 *
 * <p>Beside other processes it begins with nothing for one window, for what they were admitted in
 * it is not known, and for as long as they need to learn that this process keeps to its part.
 */
final class LocalRateLimiter implements RateLimiter {

  /** Several heartbeats: by then the others know, or have lost Redis as well. */
  private static final Duration UNTIL_KNOWN = Duration.ofSeconds(15);

  /** Redis may be back any moment, so that a denial is never for longer. */
  private static final Duration MAX_DENIAL = Duration.ofSeconds(15);

  private final LimiterContext context;
  private final RateLimitReport report;
  private final LongSupplier micros;

  /** By {@link #micros}; when Redis answered this process last. */
  private final AtomicLong lastAnswer;

  /** Whether the active processes were counted since: one may have begun just before. */
  private volatile boolean counted;

  LocalRateLimiter(LimiterContext context, LongSupplier micros) {
    this.context = context;
    this.report = new RateLimitReport(context);
    this.micros = micros;
    this.lastAnswer = new AtomicLong(micros.getAsLong());
  }

  void redisAnswered() {
    lastAnswer.set(micros.getAsLong());
    counted = false;
  }

  /** Decides on the first request only, for Redis may be back for the next; never fails. */
  @Override
  public Future<List<PermitDecision>> ask(List<PermitRequest> requests) {
    PermitRequest first = requests.getFirst();
    return (counted ? Future.<Void>succeededFuture() : context.processes().recount())
        .compose(
            recounted -> {
              counted = true;
              return decide(first.cost(), first.quotaOwner());
            })
        .map(List::of);
  }

  private Future<PermitDecision> decide(Cost cost, String quotaOwner) {
    Map<Unit, Long> amounts = context.amounts(cost);
    List<Limit> charged =
        context.limitsOf(quotaOwner).stream().filter(limit -> limit.of(amounts) > 0).toList();
    ActiveProcesses.Count processes = context.processes().count();
    if (processes.active() == 0) {
      return Future.succeededFuture(
          later(Duration.ofSeconds(1), "neither Redis nor Postgres ever said who else spends"));
    }
    PermitDecision closed = closedWindow(charged, amounts, processes.active());
    // First what is used up until a period ends: a closed window may open much sooner.
    return reserve(charged, amounts)
        .map(
            missing ->
                !missing.isEmpty()
                    ? PermitDecision.usedUp(missing, context.clock().instant())
                    : closed != null ? closed : take(charged, amounts, cost, processes.active()))
        .otherwise(
            databaseIsAway ->
                closed != null
                    ? closed
                    : later(
                        Duration.ofSeconds(5),
                        "neither Redis nor Postgres answers, and nothing can be set aside"));
  }

  private @Nullable PermitDecision closedWindow(
      List<Limit> charged, Map<Unit, Long> amounts, int active) {
    long silent = micros.getAsLong() - lastAnswer.get();
    long wait = 0;
    @Nullable Limit by = null;
    for (Limit limit : charged) {
      if (!limit.isLong()) {
        boolean spacing = limit.window() instanceof Window.Spacing;
        int stretch = spacing ? active : 1;
        long most = spacing ? 1 : limit.amount() / active;
        long amount = limit.of(amounts);
        long own =
            amount > most ? limit.width() : context.admissions().wait(limit, amount, most, stretch);
        long unknown =
            active == 1 ? 0 : Math.max(limit.width() * stretch, Micros.of(UNTIL_KNOWN)) - silent;
        if (Math.max(own, unknown) > wait) {
          wait = Math.max(own, unknown);
          by = limit;
        }
      }
    }
    return by == null
        ? null
        : later(
            Duration.ofNanos(wait * 1_000),
            "Redis is away, and this process' part of it: " + by.usedUp());
  }

  private PermitDecision later(Duration wait, String why) {
    Duration shorter = wait.compareTo(MAX_DENIAL) > 0 ? MAX_DENIAL : wait;
    return PermitDecision.denied(context.clock().instant().plus(shorter), why);
  }

  /** The limits of which too little is left. */
  private Future<List<Limit>> reserve(List<Limit> charged, Map<Unit, Long> amounts) {
    List<Limit> missing = new ArrayList<>();
    Future<Void> done = Future.succeededFuture();
    for (Limit limit : charged) {
      if (limit.isLong()) {
        Instant now = context.clock().instant();
        done =
            done.compose(before -> context.quotas().holdHere(limit, limit.of(amounts), now))
                .onSuccess(
                    held -> {
                      if (!held) {
                        missing.add(limit);
                      }
                    })
                .mapEmpty();
      }
    }
    return done.map(all -> missing);
  }

  private PermitDecision take(List<Limit> charged, Map<Unit, Long> amounts, Cost cost, int active) {
    context.admissions().setOffline(true);
    context.admissions().begin(charged, amounts);
    context.admissions().end(charged, amounts, true);
    for (Limit limit : charged) {
      if (limit.isLong()) {
        context.warnings().saw(limit, context.quotas().spendHere(limit, limit.of(amounts)));
      } else if (!(limit.window() instanceof Window.Spacing)) {
        // The best guess: the others use their parts as this process does.
        context.warnings().saw(limit, context.admissions().used(limit, 1) * active);
      }
    }
    return new PermitDecision(
        new Admitted(
            new Reservation(
                Micros.of(context.clock().instant()),
                cost.requests(),
                cost.items(),
                amounts.get(Unit.MONEY),
                List.of())),
        true);
  }

  @Override
  public Future<Map<String, Long>> left() {
    Instant now = context.clock().instant();
    int active = Math.max(1, context.processes().count().active());
    return report.left(
        limit ->
            limit.isLong()
                ? context.quotas().leftHere(limit, limit.period(now))
                : limit.amount() / active - context.admissions().used(limit, 1),
        now);
  }

  @Override
  public Future<List<Line>> lines() {
    return report.lines(
        context.plan().limits(),
        limit -> limit.isLong() ? -1 : context.admissions().used(limit, 1),
        context.clock().instant());
  }
}
