package io.tidemark.budget;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.budget.Admission.Admitted;
import io.tidemark.budget.PermitReply.Counted;
import io.tidemark.budget.PermitReply.Each;
import io.tidemark.budget.PermitRequestJson.News;
import io.tidemark.clock.WorldClock;
import io.tidemark.processes.ActiveProcesses;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The count in Redis, which all pods share. */
final class RedisRateLimiter {

  private static final Logger log = LoggerFactory.getLogger(RedisRateLimiter.class);

  /** Questions to Redis for one lot of asks: tell what was admitted, bring blocks, lose a race. */
  private static final int MOST_ROUNDS = 8;

  private final WorldClock clock;
  private final Credential credential;
  private final BudgetPlan plan;
  private final List<Limit> all;
  private final ActiveProcesses spenders;
  private final RedisRateLimitClient client;
  private final LocalAdmissionLog admissions;
  private final QuotaAllocator quotas;
  private final Warnings warnings;
  private final Counter admitted;
  private final Counter denied;

  RedisRateLimiter(
      WorldClock clock,
      Credential credential,
      BudgetPlan plan,
      ActiveProcesses spenders,
      RedisRateLimitClient client,
      LocalAdmissionLog admissions,
      QuotaAllocator quotas,
      Warnings warnings,
      MeterRegistry meters) {
    this.clock = clock;
    this.credential = credential;
    this.plan = plan;
    this.all = plan.withShares();
    this.spenders = spenders;
    this.client = client;
    this.admissions = admissions;
    this.quotas = quotas;
    this.warnings = warnings;
    this.admitted = asks(meters, "admitted");
    this.denied = asks(meters, "denied");
  }

  private Counter asks(MeterRegistry meters, String answer) {
    return meters.counter(
        "tidemark.budget.asks", "upstream", credential.upstream(), "answer", answer);
  }

  /**
   * Asks for several at once.
   *
   * @return an answer for the first one at least; whoever has none is to ask again, before all
   *     others. Fails when Redis does not answer
   */
  Future<List<PermitDecision>> ask(List<PermitRequest> asks) {
    List<Map<Unit, Long>> most = new ArrayList<>(asks.size());
    for (PermitRequest ask : asks) {
      Map<Unit, Long> amounts = amounts(ask.cost(), plan.prices());
      most.add(amounts);
      admissions.begin(charged(ask), amounts);
    }
    return client
        .recountIfAdmittedOffline()
        .compose(counted -> round(asks, false, Map.of(), 1))
        // Should Redis have counted it after all, no call was made for that.
        .onFailure(lost -> end(asks, most, List.of()))
        .onSuccess(decisions -> end(asks, most, decisions));
  }

  private void end(List<PermitRequest> asks, List<Map<Unit, Long>> most, List<PermitDecision> decisions) {
    for (int i = 0; i < asks.size(); i++) {
      boolean taken = i < decisions.size() && decisions.get(i).admission() instanceof Admitted;
      admissions.end(charged(asks.get(i)), most.get(i), taken);
    }
  }

  private List<Limit> charged(PermitRequest ask) {
    return plan.shares().isEmpty()
        ? all
        : all.stream().filter(limit -> isCharged(limit, ask.quotaOwner())).toList();
  }

  private static boolean isCharged(Limit limit, String quotaOwner) {
    return !limit.isShare() || limit.tenant().equals(quotaOwner);
  }

  static Map<Unit, Long> amounts(Cost cost, Prices prices) {
    Map<Unit, Long> amounts = new EnumMap<>(Unit.class);
    amounts.put(Unit.REQUESTS, (long) cost.requests());
    amounts.put(Unit.ITEMS, (long) cost.items());
    amounts.put(Unit.MONEY, prices.of(cost.requests(), cost.items(), cost.users()));
    return amounts;
  }

  private Future<List<PermitDecision>> round(
      List<PermitRequest> asks, boolean tell, Map<String, News> news, int round) {
    return client
        .tell(asks, tell, limit -> asking(limit, asks), news)
        .compose(
            answer ->
                switch (answer) {
                  case PermitReply.Seed seed ->
                      round >= MOST_ROUNDS
                          ? later("the count is being rebuilt")
                          : spenders
                              .recount()
                              .compose(counted -> round(asks, true, news, round + 1));
                  case Counted counted ->
                      counted.each().getFirst() instanceof Each.Need need
                          ? round >= MOST_ROUNDS
                              ? later("others spend what is set aside")
                              : bring(need, ScriptJson.instant(counted.now()), asks, round)
                          : Future.succeededFuture(decisions(counted, asks));
                });
  }

  /** What the log holds of these very requests: the script counts them itself. */
  private long asking(Limit limit, List<PermitRequest> asks) {
    return limit.isLong()
        ? 0
        : asks.stream()
            .filter(ask -> isCharged(limit, ask.quotaOwner()))
            .mapToLong(ask -> amounts(ask.cost(), plan.prices()).getOrDefault(limit.unit(), 0L))
            .sum();
  }

  private List<PermitDecision> decisions(Counted counted, List<PermitRequest> asks) {
    List<PermitDecision> decisions = new ArrayList<>();
    Map<Unit, Long> taken = new EnumMap<>(Unit.class);
    for (Each each : counted.each()) {
      PermitRequest ask = asks.get(decisions.size());
      switch (each) {
        case Each.Taken it -> {
          decisions.add(new PermitDecision(admitted(it, ask, counted), true));
          taken.merge(Unit.REQUESTS, (long) ask.cost().requests(), Long::sum);
          taken.merge(Unit.ITEMS, it.items(), Long::sum);
          taken.merge(Unit.MONEY, it.money(), Long::sum);
        }
        case Each.Denied it -> decisions.add(denied(it, counted.now()));
        case Each.Need later -> {} // the last one: its turn is the next
      }
    }
    for (int i = 0; i < all.size(); i++) {
      Limit limit = all.get(i);
      warnings.took(limit, counted.used().get(i), taken.getOrDefault(limit.unit(), 0L));
    }
    return decisions;
  }

  private Admitted admitted(Each.Taken taken, PermitRequest ask, Counted counted) {
    admitted.increment();
    List<Reservation.Part> parts = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      if (isCharged(all.get(i), ask.quotaOwner())) {
        parts.add(new Reservation.Part(all.get(i), counted.marks().get(i)));
      }
    }
    return new Admitted(
        new Reservation(counted.now(), ask.cost().requests(), taken.items(), taken.money(), parts));
  }

  private Future<List<PermitDecision>> bring(Each.Need need, Instant now, List<PermitRequest> asks, int round) {
    Map<String, News> news = new HashMap<>();
    List<Future<Optional<QuotaRepository.Block>>> reservations = new ArrayList<>();
    List<Limit> usedUp = new ArrayList<>();
    need.lacking()
        .forEach(
            (index, amount) -> {
              Limit limit = all.get(index);
              reservations.add(
                  quotas
                      .forRedis(limit, amount, now)
                      .onSuccess(
                          block -> {
                            if (block.isPresent()) {
                              news.put(limit.key(), new News.Granted(block.get()));
                            } else {
                              usedUp.add(limit);
                              news.put(limit.key(), new News.UsedUp(limit.period(now), amount));
                            }
                          }));
            });
    return Future.join(reservations)
        .transform(
            ended -> {
              if (ended.failed()) {
                log.atDebug().setCause(ended.cause()).log("Nothing can be set aside");
                return news.isEmpty()
                    ? later("Postgres does not answer, and nothing can be set aside without it")
                    : round(asks, false, news, round + 1);
              }
              // Redis hears of it also when nobody is admitted: what was set aside is not lost, and
              // what is used up is denied there until the period ends.
              return usedUp.isEmpty()
                  ? round(asks, false, news, round + 1)
                  : client.peek(news).map(told -> List.of(usedUp(usedUp, now)));
            });
  }

  private PermitDecision usedUp(List<Limit> limits, Instant now) {
    Limit longest =
        limits.stream()
            .max((one, two) -> one.period(now).end().compareTo(two.period(now).end()))
            .orElseThrow();
    return deny(longest, longest.period(now).end());
  }

  private PermitDecision deny(Limit limit, Instant at) {
    denied.increment();
    return new PermitDecision(new Admission.Denied(at, reason(limit)), !limit.isShare());
  }

  static String reason(Limit limit) {
    return "the budget of %d %s per %s%s is used up"
        .formatted(
            limit.amount(),
            limit.unit() == Unit.MONEY ? "micro-dollars" : limit.unit().label(),
            limit.window() instanceof Window.Spacing spacing
                ? spacing.apart().toString().substring(2)
                : limit.window().label(),
            limit.isShare() ? " of " + limit.tenant() : "");
  }

  private Future<List<PermitDecision>> later(String why) {
    denied.increment();
    Instant at = clock.instant().plusSeconds(5);
    return Future.succeededFuture(List.of(new PermitDecision(new Admission.Denied(at, why), false)));
  }

  private PermitDecision denied(Each.Denied denial, long now) {
    // The clock that counted may not be ours: what is told is how long it takes, from now on ours.
    Instant at =
        clock.speed() == 1
            ? clock.instant().plusNanos(Math.max(0, denial.at() - now) * 1_000)
            : ScriptJson.instant(denial.at());
    if (denial.by() > 0) {
      return deny(all.get(denial.by() - 1), at);
    }
    denied.increment();
    String why =
        denial.by() == 0
            ? credential.upstream() + " says that nothing is left"
            : "the count is being rebuilt from what every pod knows";
    return new PermitDecision(new Admission.Denied(at, why), true);
  }

  Future<Void> settle(Reservation reservation, @Nullable Returned returned, boolean free) {
    return client
        .settle(reservation, returned, free)
        .map(
            used -> {
              for (int i = 0; i < reservation.parts().size(); i++) {
                warnings.saw(reservation.parts().get(i).limit(), used.get(i));
              }
              return null;
            });
  }
}
