package io.tidemark.budget;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.access.Hashes;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.processes.ActiveProcesses;
import io.tidemark.processes.ProcessRegistry;
import io.tidemark.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The budgets of a process: one for each credential it has. */
public final class Budgets {

  /** A request waits this long for a window; one that needs longer is denied at once. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(5);

  /** Real time after which a process without requests reports its admissions to Redis. */
  private static final int PRESENT_MILLIS = 1_000;

  private final Vertx vertx;
  private final WorldClock clock;
  private final Pool pool;
  private final RedisLink redis;
  private final MeterRegistry meters;
  private final ProcessRegistry processes;
  private final Duration maxWait;
  private final Map<String, Budget> budgets = new ConcurrentSkipListMap<>();
  private final AtomicLong presence = new AtomicLong(-1);

  /**
   * @param maxWait real time that a request waits for its windows
   */
  public Budgets(
      Vertx vertx,
      WorldClock clock,
      Pool pool,
      RedisLink redis,
      MeterRegistry meters,
      ProcessRegistry processes,
      Duration maxWait) {
    this.vertx = vertx;
    this.clock = clock;
    this.pool = pool;
    this.redis = redis;
    this.meters = meters;
    this.maxWait = maxWait;
    this.processes = processes;
  }

  /** Counts the processes once, and starts to tell Redis what this one was admitted. */
  public Future<Void> begin() {
    return processes
        .beat()
        .onSuccess(counted -> presence.set(vertx.setPeriodic(PRESENT_MILLIS, tick -> present())));
  }

  /** Tells Redis of every credential that this process is here. */
  Future<Void> present() {
    return Future.join(budgets.values().stream().map(Budget::present).toList()).mapEmpty();
  }

  /** The budget of a credential; one for all uses of it in this process. */
  public Budget of(String upstream, String secret, BudgetPlan plan) {
    var credential = new Credential(upstream, Hashes.shortName(secret));
    return budgets.computeIfAbsent(
        credential.prefix(), first -> budget(credential, plan, processes.at(upstream)));
  }

  /**
   * Forgets a credential that is not used any more, so that many that come and go do not grow
   * without end; what days and months it spent stays known.
   */
  public void forget(String upstream, String secret) {
    var credential = new Credential(upstream, Hashes.shortName(secret));
    budgets.remove(credential.prefix());
    Warnings.unmeter(credential, meters);
  }

  /**
   * Forgets what a platform said is left of the windows of a credential: an operator ended its
   * pause.
   *
   * @param name as {@link Hashes#shortName} gives it
   * @return never fails; what could not be forgotten ends with its window
   */
  public Future<Void> forgetReported(String upstream, String name) {
    Long now = clock.isSystem() ? null : Micros.of(clock.instant());
    return RedisScript.OBSERVE
        .run(redis, new Credential(upstream, name), ScriptJson.forget(-1, now))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  Budget budget(Credential credential, BudgetPlan plan, ActiveProcesses active) {
    // The world's clock may be set back, which the log does not follow. Real time is measured.
    LongSupplier micros =
        clock.isSystem() ? () -> System.nanoTime() / 1_000 : () -> Micros.of(clock.instant());
    var context =
        new LimiterContext(
            clock,
            credential,
            plan,
            plan.withShares(),
            processes.name(),
            active,
            new LocalAdmissionLog(micros),
            new QuotaAllocator(new QuotaRepository(pool, credential)),
            new Warnings(credential, clock, redis, vertx.eventBus()));
    context.warnings().meter(plan, meters);
    return new Budget(
        vertx,
        context,
        maxWait,
        new RedisRateLimiter(redis, context, meters),
        new LocalRateLimiter(context, micros));
  }

  /** How every window of every credential of this process stands. */
  public Future<List<Line>> lines() {
    List<Future<List<Line>>> each =
        new ArrayList<>(budgets.values().stream().map(Budget::lines).toList());
    return Future.all(each)
        .map(all -> each.stream().flatMap(lines -> lines.result().stream()).toList());
  }

  /** Ends what {@link #begin} started. */
  public void end() {
    vertx.cancelTimer(presence.get());
  }
}
