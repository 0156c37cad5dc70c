package io.tidemark.budget;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.budget.Admission.Admitted;
import io.tidemark.budget.PermitReply.Counted;
import io.tidemark.budget.PermitReply.Mark;
import io.tidemark.budget.PermitReply.Outcome;
import io.tidemark.budget.QuotaAllocator.QuotaUpdate;
import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in Redis, together with all other processes. Days and months are reserved in Postgres in
 * blocks, which Redis hands out. Remembers how far the count in Redis has come, so that a Redis
 * that lost some of it is told what this process was admitted.
 */
final class RedisRateLimiter implements RateLimiter {

  private static final Logger log = LoggerFactory.getLogger(RedisRateLimiter.class);

  /** Questions to Redis for one batch of requests: snapshots, new blocks, lost races for them. */
  private static final int MAX_ROUNDS = 8;

  private final RedisLink redis;
  private final LimiterContext context;
  private final RateLimitReport report;
  private final Counter admitted;
  private final Counter denied;

  /** The furthest count that Redis ever answered from. */
  private final AtomicReference<Mark> mark = new AtomicReference<>(Mark.NONE);

  RedisRateLimiter(RedisLink redis, LimiterContext context, MeterRegistry meters) {
    this.redis = redis;
    this.context = context;
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
    return recountIfOffline()
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

  /** Before all processes are asked for snapshots it must be known how many there are. */
  private Future<Void> recountIfOffline() {
    return context.admissions().isOffline()
        ? context.processes().recount()
        : Future.succeededFuture();
  }

  private Future<List<PermitDecision>> round(
      List<PermitRequest> requests, boolean snapshot, Map<String, QuotaUpdate> updates, int round) {
    return ask(requests, snapshot, updates)
        .compose(
            reply ->
                switch (reply) {
                  case PermitReply.SnapshotWanted wanted ->
                      round >= MAX_ROUNDS
                          ? later("the count is being rebuilt")
                          : context
                              .processes()
                              .recount()
                              .compose(counted -> round(requests, true, updates, round + 1));
                  case Counted counted ->
                      counted.outcomes().getFirst() instanceof Outcome.Need need
                          ? round >= MAX_ROUNDS
                              ? later("others spend what is set aside")
                              : bring(need, Micros.instant(counted.now()), requests, round)
                          : Future.succeededFuture(decisions(counted, requests));
                });
  }

  /**
   * @param snapshot whether Redis wants to know what this process was admitted
   */
  private Future<PermitReply> ask(
      List<PermitRequest> requests, boolean snapshot, Map<String, QuotaUpdate> updates) {
    boolean rotate = context.admissions().isOffline();
    return RedisScript.ASK
        .run(
            redis,
            context.credential(),
            ScriptJson.ask(context, requests, snapshot || rotate, rotate, mark.get(), updates))
        .map(
            response -> {
              if (rotate) {
                context.admissions().setOffline(false);
              }
              PermitReply reply = PermitReply.read(response, context.limits().size());
              if (reply instanceof Counted counted) {
                mark.accumulateAndGet(
                    counted.mark(), (one, other) -> one.compareTo(other) >= 0 ? one : other);
              }
              return reply;
            });
  }

  private List<PermitDecision> decisions(Counted counted, List<PermitRequest> requests) {
    List<PermitDecision> decisions = new ArrayList<>();
    Map<Unit, Long> taken = new EnumMap<>(Unit.class);
    for (Outcome outcome : counted.outcomes()) {
      PermitRequest request = requests.get(decisions.size());
      switch (outcome) {
        case Outcome.Taken it -> {
          decisions.add(new PermitDecision(admitted(it, request, counted), true));
          taken.merge(Unit.REQUESTS, (long) request.cost().requests(), Long::sum);
          taken.merge(Unit.ITEMS, it.items(), Long::sum);
          taken.merge(Unit.MONEY, it.money(), Long::sum);
        }
        case Outcome.Denied it -> decisions.add(denied(it, counted.now()));
        case Outcome.Need later -> {} // the last one: it is the first of the next batch
      }
    }
    for (int i = 0; i < context.limits().size(); i++) {
      Limit limit = context.limits().get(i);
      context.warnings().took(limit, counted.used().get(i), taken.getOrDefault(limit.unit(), 0L));
    }
    return decisions;
  }

  private Admitted admitted(Outcome.Taken taken, PermitRequest request, Counted counted) {
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
      Outcome.Need need, Instant now, List<PermitRequest> requests, int round) {
    Map<String, QuotaUpdate> updates = new HashMap<>();
    List<Future<QuotaUpdate>> reservations = new ArrayList<>();
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
                          update -> {
                            updates.put(limit.key(), update);
                            if (update instanceof QuotaUpdate.UsedUp) {
                              usedUp.add(limit);
                            }
                          }));
            });
    return Future.join(reservations)
        .transform(
            ended -> {
              if (ended.failed()) {
                log.atDebug().setCause(ended.cause()).log("No block can be reserved");
                return updates.isEmpty()
                    ? later("Postgres does not answer, and nothing can be set aside without it")
                    : round(requests, false, updates, round + 1);
              }
              // Redis is written to also when no request is admitted: a block is not lost, and
              // Redis
              // denies what is used up until the period ends.
              if (usedUp.isEmpty()) {
                return round(requests, false, updates, round + 1);
              }
              return peek(false, updates)
                  .onSuccess(written -> denied.increment())
                  .map(written -> List.of(PermitDecision.usedUp(usedUp, now)));
            });
  }

  private Future<List<PermitDecision>> later(String why) {
    denied.increment();
    Instant at = context.clock().instant().plusSeconds(5);
    return Future.succeededFuture(
        List.of(new PermitDecision(new Admission.Denied(at, why), false)));
  }

  private PermitDecision denied(Outcome.Denied denial, long now) {
    denied.increment();
    // The clock that counted may not be ours: its duration holds from now on ours.
    Instant at =
        context.clock().isSystem()
            ? context.clock().instant().plusNanos(Math.max(0, denial.at() - now) * 1_000)
            : Micros.instant(denial.at());
    return switch (denial.by()) {
      case -1 ->
          PermitDecision.denied(at, "the count is being rebuilt from what every process knows");
      case 0 ->
          PermitDecision.denied(at, context.credential().upstream() + " says that nothing is left");
      default -> PermitDecision.denied(context.limits().get(denial.by() - 1), at);
    };
  }

  Future<Void> settle(Reservation reservation, @Nullable BillableUsage returned, boolean free) {
    return RedisScript.SETTLE
        .run(
            redis,
            context.credential(),
            ScriptJson.settle(reservation, context.plan().prices(), returned, free))
        .map(
            used -> {
              for (int i = 0; i < reservation.parts().size(); i++) {
                context.warnings().saw(reservation.parts().get(i).limit(), used.get(i).toLong());
              }
              return null;
            });
  }

  /**
   * @param sentAt when the call was sent that was answered so, by the clock that counts
   */
  Future<Void> observed(String endpoint, List<UpstreamQuota> reported, long sentAt) {
    return observe(ScriptJson.observe(endpoint, reported, sentAt, context.micros()));
  }

  /** Forgets what the platform said before that time, by the world's clock. */
  Future<Void> forgetReported(Instant before) {
    // Redis' clock counts where the world's is real, so the script is told an age.
    long age = Math.max(0, Micros.of(Duration.between(before, context.clock().instant())));
    return observe(ScriptJson.forget(age, context.micros()));
  }

  private Future<Void> observe(JsonObject argument) {
    return RedisScript.OBSERVE.run(redis, context.credential(), argument).mapEmpty();
  }

  private Future<Counted> peek() {
    return recountIfOffline().compose(counted -> peek(false, Map.of()));
  }

  /** How every window stands; also tells Redis the updates. */
  private Future<Counted> peek(boolean snapshot, Map<String, QuotaUpdate> updates) {
    return ask(List.of(), snapshot, updates)
        .compose(
            reply ->
                reply instanceof Counted counted
                    ? Future.succeededFuture(counted)
                    : snapshot
                        ? Future.failedFuture(new IllegalStateException("not counted: " + reply))
                        : context.processes().recount().compose(recounted -> peek(true, updates)));
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
                    Micros.instant(counted.now())));
  }

  @Override
  public Future<List<Line>> lines() {
    return peek()
        .compose(
            counted ->
                report
                    .lines(
                        context.limits(),
                        limit -> counted.used().get(context.limits().indexOf(limit)),
                        Micros.instant(counted.now()))
                    .map(
                        lines -> {
                          List<Line> all = new ArrayList<>(lines);
                          counted.reported().forEach(said -> all.add(report.line(said)));
                          return all;
                        }));
  }
}
