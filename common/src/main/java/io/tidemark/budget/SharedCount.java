package io.tidemark.budget;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.budget.Admission.Admitted;
import io.tidemark.budget.BudgetRows.Block;
import io.tidemark.clock.WorldClock;
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
final class SharedCount {

  private static final Logger log = LoggerFactory.getLogger(SharedCount.class);

  /** Questions to Redis for one ask: tell what was admitted, bring blocks, lose a race or two. */
  private static final int MOST_ROUNDS = 8;

  private final WorldClock clock;
  private final Credential credential;
  private final String pod;
  private final BudgetPlan plan;
  private final List<Limit> all;
  private final Spenders spenders;
  private final Scripts scripts;
  private final Ledger ledger;
  private final Blocks blocks;
  private final BudgetRows rows;
  private final Warnings warnings;
  private final MeterRegistry meters;

  /** Whether this pod admitted something that Redis does not know of. */
  private volatile boolean strayed;

  SharedCount(
      WorldClock clock,
      Credential credential,
      String pod,
      BudgetPlan plan,
      Spenders spenders,
      Scripts scripts,
      Ledger ledger,
      Blocks blocks,
      BudgetRows rows,
      Warnings warnings,
      MeterRegistry meters) {
    this.clock = clock;
    this.credential = credential;
    this.pod = pod;
    this.plan = plan;
    this.all = plan.withShares();
    this.spenders = spenders;
    this.scripts = scripts;
    this.ledger = ledger;
    this.blocks = blocks;
    this.rows = rows;
    this.warnings = warnings;
    this.meters = meters;
  }

  Credential credential() {
    return credential;
  }

  void strayed() {
    strayed = true;
  }

  /**
   * @return fails when Redis does not answer
   */
  Future<Verdict> ask(Cost cost, String pocket) {
    Map<Unit, Long> most = amounts(cost, plan.prices());
    List<Limit> charged = charged(pocket);
    ledger.begin(charged, most);
    return recountedIfStrayed()
        .compose(counted -> round(cost, pocket, false, Map.of(), 1))
        // Should Redis have counted it after all, no call was made for that.
        .onFailure(lost -> ledger.end(charged, most, false))
        .onSuccess(verdict -> ledger.end(charged, most, verdict.admission() instanceof Admitted));
  }

  /** When everybody is to tell anew, it must be known who everybody is. */
  private Future<Void> recountedIfStrayed() {
    return strayed ? spenders.recount() : Future.succeededFuture();
  }

  private List<Limit> charged(String pocket) {
    return all.stream().filter(limit -> !limit.isShare() || limit.tenant().equals(pocket)).toList();
  }

  static Map<Unit, Long> amounts(Cost cost, Prices prices) {
    Map<Unit, Long> amounts = new EnumMap<>(Unit.class);
    amounts.put(Unit.REQUESTS, (long) cost.requests());
    amounts.put(Unit.ITEMS, (long) cost.items());
    amounts.put(Unit.MONEY, prices.of(cost.requests(), cost.items(), cost.users()));
    return amounts;
  }

  private Future<Verdict> round(
      Cost cost, String pocket, boolean tell, Map<String, Block> grants, int round) {
    boolean rotate = strayed;
    var ask =
        new ScriptJson.Ask(
            pod,
            spenders.count(),
            now(),
            all,
            plan.prices(),
            cost,
            pocket,
            false,
            tell || rotate ? limit -> ledger.seeds(limit, asking(limit, cost, pocket)) : null,
            rotate,
            grants);
    return scripts
        .run(Scripts.ASK, credential.prefix(), ask.json())
        .map(Answer::read)
        .compose(
            answer -> {
              if (rotate) {
                strayed = false;
              }
              return switch (answer) {
                case Answer.Taken taken ->
                    Future.succeededFuture(new Verdict(admitted(taken, pocket), true));
                case Answer.Denied denied -> Future.succeededFuture(denied(denied));
                case Answer.Seed seed ->
                    round >= MOST_ROUNDS
                        ? later("the count is being rebuilt")
                        : spenders
                            .recount()
                            .compose(counted -> round(cost, pocket, true, grants, round + 1));
                case Answer.Need need ->
                    round >= MOST_ROUNDS
                        ? later("others spend what is set aside")
                        : bring(need, cost, pocket, round);
              };
            });
  }

  /** What the ledger holds of the very ask: the script counts it itself. */
  private long asking(Limit limit, Cost cost, String pocket) {
    return limit.isLong() || !charged(pocket).contains(limit)
        ? 0
        : amounts(cost, plan.prices()).getOrDefault(limit.unit(), 0L);
  }

  private Future<Verdict> bring(Answer.Need need, Cost cost, String pocket, int round) {
    Instant now = ScriptJson.instant(need.now());
    Map<String, Block> brought = new HashMap<>();
    List<Future<Optional<Block>>> reservations = new ArrayList<>();
    List<Limit> usedUp = new ArrayList<>();
    need.lacking()
        .forEach(
            (index, amount) -> {
              Limit limit = all.get(index);
              reservations.add(
                  blocks
                      .forRedis(limit, amount, now)
                      .onSuccess(
                          block ->
                              block.ifPresentOrElse(
                                  more -> brought.put(limit.key(), more),
                                  () -> usedUp.add(limit))));
            });
    return Future.join(reservations)
        .transform(
            ended -> {
              if (ended.failed()) {
                log.atDebug().setCause(ended.cause()).log("Nothing can be set aside");
                return brought.isEmpty()
                    ? later("Postgres does not answer, and nothing can be set aside without it")
                    : round(cost, pocket, false, brought, round + 1);
              }
              // What was set aside goes to Redis even when another limit is used up.
              return usedUp.isEmpty()
                  ? round(cost, pocket, false, brought, round + 1)
                  : deliver(brought).map(done -> usedUp(usedUp, now));
            });
  }

  private Future<Void> deliver(Map<String, Block> brought) {
    return brought.isEmpty() ? Future.succeededFuture() : peek(false, brought).mapEmpty();
  }

  private Verdict usedUp(List<Limit> limits, Instant now) {
    Limit longest =
        limits.stream()
            .max((one, two) -> one.period(now).end().compareTo(two.period(now).end()))
            .orElseThrow();
    return deny(longest, longest.period(now).end());
  }

  private Verdict deny(Limit limit, Instant at) {
    count("denied");
    return new Verdict(new Admission.Denied(at, reason(limit)), !limit.isShare());
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

  private Future<Verdict> later(String why) {
    count("denied");
    Instant at = clock.instant().plusSeconds(5);
    return Future.succeededFuture(new Verdict(new Admission.Denied(at, why), false));
  }

  private Verdict denied(Answer.Denied denied) {
    // The clock that counted may not be ours: what is told is how long it takes, from now on ours.
    Instant at =
        now() == null
            ? clock.instant().plusNanos(Math.max(0, denied.at() - denied.now()) * 1_000)
            : ScriptJson.instant(denied.at());
    if (denied.by() > 0) {
      return deny(all.get(denied.by() - 1), at);
    }
    count("denied");
    String why =
        denied.by() == 0
            ? credential.upstream() + " says that nothing is left"
            : "the count is being rebuilt from what every pod knows";
    return new Verdict(new Admission.Denied(at, why), true);
  }

  private Admitted admitted(Answer.Taken taken, String pocket) {
    count("admitted");
    List<Reservation.Part> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Limit limit = all.get(i);
      if (!limit.isShare() || limit.tenant().equals(pocket)) {
        parts.add(new Reservation.Part(limit, taken.mark(i)));
      }
      warnings.saw(limit, taken.used(i));
    }
    return new Admitted(
        new Reservation(taken.now(), taken.requests(), taken.items(), taken.money(), parts));
  }

  private void count(String answer) {
    meters
        .counter("tidemark.budget.asks", "upstream", credential.upstream(), "answer", answer)
        .increment();
  }

  Future<Void> settle(Reservation reservation, @Nullable Returned returned, boolean free) {
    return scripts
        .run(
            Scripts.SETTLE,
            credential.prefix(),
            ScriptJson.settle(reservation, plan.prices(), returned, free))
        .mapEmpty();
  }

  Future<Void> observed(String endpoint, long remaining, Instant resetAt) {
    return scripts
        .run(
            Scripts.OBSERVE,
            credential.prefix(),
            ScriptJson.observe(endpoint, remaining, resetAt, now()))
        .mapEmpty();
  }

  /**
   * @return fails when Redis does not answer
   */
  Future<List<BudgetLine>> lines() {
    return recountedIfStrayed()
        .compose(counted -> peek(false, Map.of()))
        .compose(
            usage -> {
              List<Future<BudgetLine>> lines = new ArrayList<>();
              for (int i = 0; i < plan.limits().size(); i++) {
                lines.add(line(plan.limits().get(i), usage.used(i), usage.now()));
              }
              return Future.all(lines).map(all -> all.<BudgetLine>list());
            });
  }

  private Future<Answer.Taken> peek(boolean tell, Map<String, Block> grants) {
    boolean rotate = strayed;
    var ask =
        new ScriptJson.Ask(
            pod,
            spenders.count(),
            now(),
            all,
            plan.prices(),
            new Cost(0, 0, List.of()),
            "",
            true,
            tell || rotate ? limit -> ledger.seeds(limit, 0) : null,
            rotate,
            grants);
    return scripts
        .run(Scripts.ASK, credential.prefix(), ask.json())
        .map(Answer::read)
        .compose(
            answer -> {
              if (rotate) {
                strayed = false;
              }
              if (answer instanceof Answer.Taken taken) {
                return Future.succeededFuture(taken);
              }
              return tell
                  ? Future.failedFuture(new IllegalStateException("not counted: " + answer))
                  : spenders.recount().compose(counted -> peek(true, grants));
            });
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
        credential.upstream(),
        credential.name(),
        limit.window().label(),
        limit.unit(),
        used,
        limit.amount(),
        Math.round(1_000.0 * used / limit.amount()) / 10.0,
        resetsAt);
  }

  /** The world's time where it is not real; otherwise Redis' own counts. */
  private @Nullable Long now() {
    return clock.speed() == 1 ? null : ScriptJson.micros(clock.instant());
  }
}
