package io.tidemark.budget;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.budget.Admission.Admitted;
import io.tidemark.budget.PermitReply.Counted;
import io.tidemark.budget.PermitReply.Each;
import io.tidemark.budget.PermitRequestJson.News;
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

/**
 * Counts in Redis, together with all other processes. Days and months are reserved in Postgres in
 * blocks, which Redis hands out.
 */
final class RedisRateLimiter implements RateLimiter {

  private static final Logger log = LoggerFactory.getLogger(RedisRateLimiter.class);

  /** Questions to Redis for one batch of requests: snapshots, new blocks, lost races for them. */
  private static final int MAX_ROUNDS = 8;

  private final LimiterContext context;
  private final RedisRateLimitClient client;
  private final RateLimitReport report;
  private final Counter admitted;
  private final Counter denied;

  RedisRateLimiter(LimiterContext context, RedisRateLimitClient client, MeterRegistry meters) {
    this.context = context;
    this.client = client;
    this.report = new RateLimitReport(context);
    this.admitted = asks(meters, "admitted");
    this.denied = asks(meters, "denied");
  }

  private Counter asks(MeterRegistry meters, String answer) {
    return meters.counter(
        "tidemark.budget.asks", "upstream", context.credential().upstream(), "answer", answer);
  }

  @Override
  public Future<List<PermitDecision>> ask(List<PermitRequest> requests) {
    requests.forEach(
        request ->
            context
                .admissions()
                .begin(context.limitsOf(request.quotaOwner()), context.amounts(request.cost())));
    return client
        .recountIfOffline()
        .compose(counted -> round(requests, false, Map.of(), 1))
        // Should Redis have counted it after all, no call was made for that.
        .onFailure(lost -> end(requests, List.of()))
        .onSuccess(decisions -> end(requests, decisions));
  }

  private void end(List<PermitRequest> requests, List<PermitDecision> decisions) {
    for (int i = 0; i < requests.size(); i++) {
      PermitRequest request = requests.get(i);
      boolean taken = i < decisions.size() && decisions.get(i).admission() instanceof Admitted;
      context
          .admissions()
          .end(context.limitsOf(request.quotaOwner()), context.amounts(request.cost()), taken);
    }
  }

  private Future<List<PermitDecision>> round(
      List<PermitRequest> requests, boolean snapshot, Map<String, News> news, int round) {
    return client
        .ask(requests, snapshot, limit -> requested(limit, requests), news)
        .compose(
            reply ->
                switch (reply) {
                  case PermitReply.SnapshotWanted wanted ->
                      round >= MAX_ROUNDS
                          ? later("the count is being rebuilt")
                          : context
                              .processes()
                              .recount()
                              .compose(counted -> round(requests, true, news, round + 1));
                  case Counted counted ->
                      counted.each().getFirst() instanceof Each.Need need
                          ? round >= MAX_ROUNDS
                              ? later("others spend what is set aside")
                              : bring(need, ScriptJson.instant(counted.now()), requests, round)
                          : Future.succeededFuture(decisions(counted, requests));
                });
  }

  /** What the log holds of these very requests: the script counts them itself. */
  private long requested(Limit limit, List<PermitRequest> requests) {
    return limit.isLong()
        ? 0
        : requests.stream()
            .filter(request -> limit.isChargedTo(request.quotaOwner()))
            .mapToLong(request -> context.amounts(request.cost()).getOrDefault(limit.unit(), 0L))
            .sum();
  }

  private List<PermitDecision> decisions(Counted counted, List<PermitRequest> requests) {
    List<PermitDecision> decisions = new ArrayList<>();
    Map<Unit, Long> taken = new EnumMap<>(Unit.class);
    for (Each each : counted.each()) {
      PermitRequest request = requests.get(decisions.size());
      switch (each) {
        case Each.Taken it -> {
          decisions.add(new PermitDecision(admitted(it, request, counted), true));
          taken.merge(Unit.REQUESTS, (long) request.cost().requests(), Long::sum);
          taken.merge(Unit.ITEMS, it.items(), Long::sum);
          taken.merge(Unit.MONEY, it.money(), Long::sum);
        }
        case Each.Denied it -> decisions.add(denied(it, counted.now()));
        case Each.Need later -> {} // the last one: it is the first of the next batch
      }
    }
    for (int i = 0; i < context.limits().size(); i++) {
      Limit limit = context.limits().get(i);
      context.warnings().took(limit, counted.used().get(i), taken.getOrDefault(limit.unit(), 0L));
    }
    return decisions;
  }

  private Admitted admitted(Each.Taken taken, PermitRequest request, Counted counted) {
    admitted.increment();
    List<Reservation.Part> parts = new ArrayList<>();
    for (int i = 0; i < context.limits().size(); i++) {
      Limit limit = context.limits().get(i);
      if (limit.isChargedTo(request.quotaOwner())) {
        parts.add(new Reservation.Part(limit, counted.marks().get(i)));
      }
    }
    return new Admitted(
        new Reservation(
            counted.now(), request.cost().requests(), taken.items(), taken.money(), parts));
  }

  /** Reserves blocks of days and months in Postgres, and asks again with them. */
  private Future<List<PermitDecision>> bring(
      Each.Need need, Instant now, List<PermitRequest> requests, int round) {
    Map<String, News> news = new HashMap<>();
    List<Future<Optional<QuotaRepository.Block>>> reservations = new ArrayList<>();
    List<Limit> usedUp = new ArrayList<>();
    need.lacking()
        .forEach(
            (index, amount) -> {
              Limit limit = context.limits().get(index);
              reservations.add(
                  context
                      .quotas()
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
                log.atDebug().setCause(ended.cause()).log("No block can be reserved");
                return news.isEmpty()
                    ? later("Postgres does not answer, and nothing can be set aside without it")
                    : round(requests, false, news, round + 1);
              }
              // Redis is told also when no request is admitted: a block is not lost, and Redis
              // denies what is used up until the period ends.
              if (usedUp.isEmpty()) {
                return round(requests, false, news, round + 1);
              }
              return client
                  .peek(news)
                  .onSuccess(told -> denied.increment())
                  .map(told -> List.of(PermitDecision.usedUp(usedUp, now)));
            });
  }

  private Future<List<PermitDecision>> later(String why) {
    denied.increment();
    Instant at = context.clock().instant().plusSeconds(5);
    return Future.succeededFuture(
        List.of(new PermitDecision(new Admission.Denied(at, why), false)));
  }

  private PermitDecision denied(Each.Denied denial, long now) {
    denied.increment();
    // The clock that counted may not be ours: its duration holds from now on ours.
    Instant at =
        context.clock().isSystem()
            ? context.clock().instant().plusNanos(Math.max(0, denial.at() - now) * 1_000)
            : ScriptJson.instant(denial.at());
    return switch (denial.by()) {
      case -1 -> waitUntil(at, "the count is being rebuilt from what every process knows");
      case 0 -> waitUntil(at, context.credential().upstream() + " says that nothing is left");
      default -> PermitDecision.denied(context.limits().get(denial.by() - 1), at);
    };
  }

  private static PermitDecision waitUntil(Instant at, String why) {
    return new PermitDecision(new Admission.Denied(at, why), true);
  }

  Future<Void> settle(Reservation reservation, @Nullable BillableUsage returned, boolean free) {
    return client
        .settle(reservation, returned, free)
        .map(
            used -> {
              for (int i = 0; i < reservation.parts().size(); i++) {
                context.warnings().saw(reservation.parts().get(i).limit(), used.get(i));
              }
              return null;
            });
  }

  private Future<Counted> peek() {
    return client.recountIfOffline().compose(counted -> client.peek(Map.of()));
  }

  @Override
  public Future<Map<String, Long>> left() {
    return peek()
        .compose(
            counted ->
                report.left(
                    limit ->
                        limit.isLong()
                            ? counted.left().get(context.limits().indexOf(limit))
                            : limit.amount() - counted.used().get(context.limits().indexOf(limit)),
                    ScriptJson.instant(counted.now())));
  }

  @Override
  public Future<List<BudgetLine>> lines() {
    return peek()
        .compose(
            counted ->
                report
                    .lines(
                        context.limits(),
                        limit -> counted.used().get(context.limits().indexOf(limit)),
                        ScriptJson.instant(counted.now()))
                    .map(
                        lines -> {
                          List<BudgetLine> all = new ArrayList<>(lines);
                          counted.reported().forEach(said -> all.add(report.line(said)));
                          return all;
                        }));
  }
}
