package io.tidemark.budget;

import io.tidemark.budget.Admission.Admitted;
import io.tidemark.budget.Admission.Denied;
import io.tidemark.clock.WorldClock;
import io.tidemark.processes.ActiveProcesses;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one process may spend while Redis is away: its part of every short window, by the number of
 * processes that lived last; days and months from blocks of its own.
 *
 * <p>Where there are other pods it begins with nothing for one window, for what they were admitted
 * in it is not known, and for as long as it takes them to learn that this pod keeps to its part.
 */
final class LocalRateLimiter {

  /** Several heartbeats: by then the others know, or have lost Redis as well. */
  private static final Duration UNTIL_KNOWN = Duration.ofSeconds(15);

  private final WorldClock clock;
  private final BudgetPlan plan;
  private final List<Limit> all;
  private final ActiveProcesses spenders;
  private final LocalAdmissionLog admissions;
  private final QuotaAllocator quotas;
  private final QuotaRepository rows;
  private final RedisRateLimitClient client;
  private final RateLimitReport report;
  private final Warnings warnings;
  private final LongSupplier micros;

  /** By {@link #micros}; when this process was last answered by Redis. */
  private final AtomicLong lastAnswer;

  /** Whether it was counted since who shares with us: a process may have begun just before. */
  private volatile boolean counted;

  LocalRateLimiter(
      WorldClock clock,
      BudgetPlan plan,
      ActiveProcesses spenders,
      LocalAdmissionLog admissions,
      QuotaAllocator quotas,
      QuotaRepository rows,
      RedisRateLimitClient client,
      RateLimitReport report,
      Warnings warnings,
      LongSupplier micros) {
    this.clock = clock;
    this.plan = plan;
    this.all = plan.withShares();
    this.spenders = spenders;
    this.admissions = admissions;
    this.quotas = quotas;
    this.rows = rows;
    this.client = client;
    this.report = report;
    this.warnings = warnings;
    this.micros = micros;
    this.lastAnswer = new AtomicLong(micros.getAsLong());
  }

  void redisAnswered() {
    lastAnswer.set(micros.getAsLong());
    counted = false;
  }

  /**
   * @return never fails
   */
  Future<PermitDecision> ask(Cost cost, String quotaOwner) {
    if (counted) {
      return askCounted(cost, quotaOwner);
    }
    return spenders
        .recount()
        .compose(
            recounted -> {
              counted = true;
              return askCounted(cost, quotaOwner);
            });
  }

  private Future<PermitDecision> askCounted(Cost cost, String quotaOwner) {
    Map<Unit, Long> amounts = RedisRateLimiter.amounts(cost, plan.prices());
    List<Limit> charged =
        all.stream()
            .filter(limit -> !limit.isShare() || limit.tenant().equals(quotaOwner))
            .filter(limit -> amounts.getOrDefault(limit.unit(), 0L) > 0)
            .toList();
    ActiveProcesses.Count living = spenders.count();
    if (living.active() == 0) {
      return Future.succeededFuture(
          later(Duration.ofSeconds(1), "neither Redis nor Postgres ever said who else spends"));
    }
    PermitDecision shut = shutWindow(charged, amounts, living.active());
    // First what is used up until a period ends: a shut window may open much sooner.
    return setAside(charged, amounts)
        .map(
            missing ->
                !missing.isEmpty()
                    ? usedUp(missing)
                    : shut != null ? shut : take(charged, amounts, cost, living.active()))
        .otherwise(
            databaseIsAway ->
                shut != null
                    ? shut
                    : later(
                        Duration.ofSeconds(5),
                        "neither Redis nor Postgres answers, and nothing can be set aside"));
  }

  private PermitDecision usedUp(List<Limit> missing) {
    Instant now = clock.instant();
    Limit longest =
        missing.stream()
            .max((one, two) -> one.period(now).end().compareTo(two.period(now).end()))
            .orElseThrow();
    return new PermitDecision(
        new Denied(longest.period(now).end(), RedisRateLimiter.reason(longest)), !longest.isShare());
  }

  private @Nullable PermitDecision shutWindow(List<Limit> charged, Map<Unit, Long> amounts, int alive) {
    long silent = micros.getAsLong() - lastAnswer.get();
    long wait = 0;
    @Nullable Limit by = null;
    for (Limit limit : charged) {
      if (!limit.isLong()) {
        boolean spacing = limit.window() instanceof Window.Spacing;
        long most = spacing ? 1 : limit.amount() / alive;
        long amount = amounts.getOrDefault(limit.unit(), 0L);
        long mine =
            amount > most ? limit.width() : admissions.wait(limit, amount, most, spacing ? alive : 1);
        long unknown =
            alive == 1
                ? 0
                : Math.max(limit.width() * (spacing ? alive : 1), Limit.micros(UNTIL_KNOWN))
                    - silent;
        if (Math.max(mine, unknown) > wait) {
          wait = Math.max(mine, unknown);
          by = limit;
        }
      }
    }
    return by == null
        ? null
        : later(
            Duration.ofNanos(wait * 1_000),
            "Redis is away, and this process' part of it: " + RedisRateLimiter.reason(by));
  }

  private PermitDecision later(Duration wait, String why) {
    // Redis may be back any moment; nobody should sleep through that.
    Duration most = Duration.ofSeconds(15);
    return new PermitDecision(
        new Denied(clock.instant().plus(wait.compareTo(most) > 0 ? most : wait), why), true);
  }

  /** The limits of which too little is left. */
  private Future<List<Limit>> setAside(List<Limit> charged, Map<Unit, Long> amounts) {
    List<Limit> missing = new ArrayList<>();
    Future<Void> done = Future.succeededFuture();
    for (Limit limit : charged) {
      if (limit.isLong()) {
        done =
            done.compose(
                before ->
                    quotas
                        .holdHere(limit, amounts.getOrDefault(limit.unit(), 0L), clock.instant())
                        .map(
                            held -> {
                              if (!held) {
                                missing.add(limit);
                              }
                              return null;
                            }));
      }
    }
    return done.map(all -> missing);
  }

  private PermitDecision take(List<Limit> charged, Map<Unit, Long> amounts, Cost cost, int alive) {
    client.admittedOffline();
    admissions.begin(charged, amounts);
    admissions.end(charged, amounts, true);
    for (Limit limit : charged) {
      if (limit.isLong()) {
        warnings.saw(limit, quotas.spendHere(limit, amounts.getOrDefault(limit.unit(), 0L)));
      } else if (!(limit.window() instanceof Window.Spacing)) {
        // The others spend their parts as we do, as far as anybody knows.
        warnings.saw(limit, admissions.used(limit, 1) * alive);
      }
    }
    return new PermitDecision(
        new Admitted(
            new Reservation(
                ScriptJson.micros(clock.instant()),
                cost.requests(),
                cost.items(),
                amounts.getOrDefault(Unit.MONEY, 0L),
                List.of())),
        true);
  }

  /** What is left here of each limit that counts amounts, by its key. */
  Future<Map<String, Long>> left() {
    Instant now = clock.instant();
    int alive = Math.max(1, spenders.count().active());
    Map<String, Long> left = new HashMap<>();
    List<Future<Long>> known = new ArrayList<>();
    for (Limit limit : all) {
      if (limit.isLong()) {
        Period period = limit.period(now);
        known.add(
            rows.reserved(limit, period)
                .onSuccess(
                    reserved ->
                        left.put(
                            limit.key(),
                            quotas.leftHere(limit, period)
                                + Math.max(0, limit.amount() - reserved))));
      } else if (!(limit.window() instanceof Window.Spacing)) {
        left.put(limit.key(), Math.max(0, limit.amount() / alive - admissions.used(limit, 1)));
      }
    }
    return Future.all(known).map(all -> left);
  }

  /** As far as this process and the database know. */
  Future<List<BudgetLine>> lines() {
    Instant now = clock.instant();
    List<Future<BudgetLine>> lines = new ArrayList<>();
    for (Limit limit : plan.limits()) {
      lines.add(
          limit.isLong()
              ? rows.reserved(limit, limit.period(now))
                  .map(reserved -> report.line(limit, reserved, limit.period(now).end()))
              : Future.succeededFuture(
                  report.line(
                      limit, admissions.used(limit, 1), now.plusNanos(limit.width() * 1_000))));
    }
    return Future.all(lines).map(all -> all.<BudgetLine>list());
  }
}
