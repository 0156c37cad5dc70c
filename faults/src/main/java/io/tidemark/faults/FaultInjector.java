package io.tidemark.faults;

import io.tidemark.faults.FaultLog.Entry;
import io.tidemark.simulator.faults.FaultChanges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/** Injects the scheduled faults. At least one tracker is always unaffected. */
final class FaultInjector {

  private final FaultEnvironment environment;
  private final SuiteProfile profile;
  private final DeliverySender deliveries;
  private final TrackerFaults trackers;
  private final StoreFaults storeFaults;
  private final BusFaults busFaults;
  private final PoisonFaults poisonFaults;
  private final RetentionFaults retentionFaults;
  private final RedisFaults redisFaults;
  private final FirstFiring firstFiring;
  private final Consumer<String> progress;
  private final BlockingQueue<TrackerSlot> living = new LinkedBlockingQueue<>();
  private final Semaphore spare;
  private final ReentrantLock postgres = new ReentrantLock();
  private final ReentrantLock redis = new ReentrantLock();
  private final ReentrantLock upstream = new ReentrantLock();
  private final ReentrantLock bus = new ReentrantLock();

  /**
   * A killed process takes its local admission log with it; only living processes can restore a
   * Redis that lost data.
   */
  private final ReentrantReadWriteLock processes = new ReentrantReadWriteLock(true);

  private final List<Entry> done = new CopyOnWriteArrayList<>();
  private final List<String> restarts = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();

  FaultInjector(
      FaultEnvironment environment,
      SuiteProfile profile,
      DeliverySender deliveries,
      RecoveryTimes recovery,
      Consumer<String> progress) {
    this.environment = environment;
    this.profile = profile;
    this.deliveries = deliveries;
    this.trackers = new TrackerFaults(environment, profile, recovery);
    this.firstFiring = new FirstFiring(environment, recovery);
    this.storeFaults = new StoreFaults(environment);
    this.busFaults = new BusFaults(environment, recovery);
    this.poisonFaults = new PoisonFaults(environment, deliveries);
    this.retentionFaults = new RetentionFaults(environment, profile, recovery);
    this.redisFaults = new RedisFaults(environment, profile, deliveries);
    this.progress = progress;
    this.living.addAll(environment.trackers());
    this.spare = new Semaphore(profile.trackers() - 1, true);
  }

  /** Returns when all faults are over and everything runs again. */
  void run(FaultSchedule plan) throws InterruptedException {
    long began = System.nanoTime();
    List<Thread> underWay = new ArrayList<>();
    for (FaultSchedule.Step step : plan.steps()) {
      RealTime.sleepUntil(began + step.at().toNanos());
      underWay.add(Thread.ofPlatform().daemon().start(() -> perform(step.fault())));
    }
    for (Thread thread : underWay) {
      thread.join();
    }
  }

  /** Whether all processes answer each other within a limited time. */
  boolean isBusConnected() throws InterruptedException {
    return busFaults.isConnected();
  }

  FaultLog done() {
    return new FaultLog(done);
  }

  /** Deliveries with malformed tweets. */
  List<PoisonedDelivery> poisoned() {
    return poisonFaults.delivered();
  }

  RetentionFaults retention() {
    return retentionFaults;
  }

  /** Faults that could not be injected: failures of the suite itself. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  private void perform(Fault fault) {
    try {
      switch (fault) {
        case Fault.KillTracker kill -> onTracker(kill, trackers::kill);
        case Fault.FreezeTracker freeze ->
            onTracker(freeze, slot -> trackers.freeze(slot, freeze.length()));
        case Fault.StutterTracker stutter ->
            onTracker(stutter, slot -> TrackerFaults.stutter(slot, stutter.length()));
        case Fault.CutOff cut -> onTracker(cut, slot -> trackers.cutOff(slot, cut.length()));
        case Fault.ClockAhead ahead ->
            onTracker(ahead, slot -> trackers.putAhead(slot, ahead.ahead()));
        case Fault.RestartPostgres restart ->
            alone(postgres, restart, () -> postgresAway(restart.away(), false));
        case Fault.KillPostgres kill ->
            alone(postgres, kill, () -> postgresAway(kill.away(), true));
        case Fault.CutConnections cut -> alone(postgres, cut, storeFaults::cutConnections);
        case Fault.ExhaustConnections exhaust ->
            alone(postgres, exhaust, () -> storeFaults.exhaustConnections(exhaust.length()));
        case Fault.HoldTransactions hold ->
            alone(postgres, hold, () -> storeFaults.holdTransactions(hold.length()));
        case Fault.ExhaustPools exhaust ->
            alone(postgres, exhaust, () -> storeFaults.lockTimers(exhaust.length()));
        case Fault.CutBus cut -> alone(bus, cut, () -> busFaults.cut(cut.length()));
        case Fault.FlushRedis flush -> alone(redis, flush, storeFaults::flushRedis);
        case Fault.KillRedis kill -> alone(redis, kill, () -> redisAway(kill.away()));
        case Fault.UpstreamFault entry -> alone(upstream, entry, () -> platform(entry));
        case Fault.Burst burst -> note(burst, () -> burst(burst.length()));
        case Fault.PoisonTweets poison -> note(poison, poisonFaults::deliver);
        case Fault.ForeignReader reader ->
            note(reader, () -> retentionFaults.readAtMidnight(reader.length()));
        case Fault.RestoreRedis restore -> withAllElse(restore, redisFaults::restore);
      }
    } catch (Exception problem) {
      failures.add(fault.label() + ": " + problem);
      progress.accept("  could not be injected: " + fault.label() + ": " + problem);
    }
  }

  private void endedByItself(String sentence) {
    restarts.add(sentence);
    progress.accept("  " + sentence + " and is started again");
  }

  /** Processes that ended during their start and were started again. */
  List<String> restarts() {
    return List.copyOf(restarts);
  }

  private interface Injection {
    /**
     * @return what was observed
     */
    String inject() throws Exception;
  }

  private interface TrackerInjection {
    String inject(TrackerSlot slot) throws Exception;
  }

  private void note(Fault fault, Injection injection) throws Exception {
    Instant begun = environment.clock().instant();
    String note = "";
    try {
      note = injection.inject();
    } finally {
      done.add(new Entry(fault, begun, environment.clock().instant(), note));
      progress.accept("  " + fault.label() + (note.isEmpty() ? "" : " (" + note + ")"));
    }
  }

  private void alone(ReentrantLock lock, Fault fault, Injection injection) throws Exception {
    lock.lock();
    try {
      note(fault, injection);
    } finally {
      lock.unlock();
    }
  }

  private void onTracker(Fault fault, TrackerInjection injection) throws Exception {
    spare.acquire();
    try {
      TrackerSlot slot = living.take();
      try {
        note(fault, () -> inject(injection, slot));
        if (!slot.awaitReady(this::endedByItself)) {
          failures.add(slot.name() + " did not become ready after: " + fault.label());
        }
      } finally {
        living.add(slot);
      }
    } finally {
      spare.release();
    }
  }

  private String inject(TrackerInjection injection, TrackerSlot slot) throws Exception {
    processes.readLock().lock();
    try {
      return injection.inject(slot);
    } finally {
      processes.readLock().unlock();
    }
  }

  /**
   * Injects the fault while platform, database and all processes are undisturbed, so that calls are
   * really made.
   */
  private void withAllElse(Fault fault, Injection injection) throws Exception {
    List<Lock> locks = List.of(redis, upstream, postgres, processes.writeLock());
    locks.forEach(Lock::lock);
    try {
      note(fault, injection);
    } finally {
      locks.reversed().forEach(Lock::unlock);
    }
  }

  private String postgresAway(Duration away, boolean killed) throws Exception {
    try {
      if (killed) {
        storeFaults.killPostgres();
      } else {
        storeFaults.stopPostgres();
      }
      deliveries.outage(true);
      for (int i = 0; i < 10; i++) {
        deliveries.old(System.nanoTime() + i);
        RealTime.sleep(away.dividedBy(10));
      }
    } finally {
      deliveries.outage(false);
      storeFaults.startPostgres();
    }
    firstFiring.watch();
    return "away for %d ms".formatted(away.toMillis());
  }

  private String redisAway(Duration away) throws Exception {
    try {
      storeFaults.killRedis();
      RealTime.sleep(away);
    } finally {
      storeFaults.startRedis();
    }
    return "away for %d ms".formatted(away.toMillis());
  }

  private String platform(Fault.UpstreamFault entry) throws InterruptedException {
    environment.simulator().change(changes -> apply(entry.kind(), changes));
    try {
      RealTime.sleep(entry.length());
    } finally {
      environment.simulator().use(FaultEnvironment.HEALTHY);
    }
    return "for %d ms".formatted(entry.length().toMillis());
  }

  private static void apply(Fault.UpstreamFault.Kind kind, FaultChanges changes) {
    switch (kind) {
      case SERVER_ERRORS -> changes.status(500);
      case TIMEOUTS -> changes.hang(true);
      case RESETS -> changes.reset(true);
      case GARBAGE -> changes.truncatedBody(true);
      case TOO_MANY_REQUESTS -> changes.status(429);
    }
  }

  private String burst(Duration length) throws InterruptedException {
    double perSecond = 10.0 * profile.lots() / profile.deliveryPeriod().toSeconds();
    int count = (int) Math.min(2_000, perSecond * length.toMillis() / 1_000);
    long began = System.nanoTime();
    List<Thread> underWay = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RealTime.sleepUntil(began + length.toNanos() * i / count);
      underWay.add(deliveries.old(began + i));
    }
    for (Thread thread : underWay) {
      thread.join();
    }
    return count + " deliveries";
  }
}
