package io.tidemark.faults;

import io.tidemark.faults.Invariants.InvariantResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One run of the suite: starts the environment, injects faults, checks the invariants. */
public final class FaultSuite {

  private static final int LINES_KEPT = 20_000;

  /** Six rounds, and half an hour for late lots. */
  private static final Duration TRACKED = Duration.ofMinutes(6 * 60 + 30);

  /** The additional wait for unfinished lots. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final Duration BETWEEN_OLD_POSTS = Duration.ofMillis(250);

  private final SuiteProfile profile;
  private final FaultSchedule plan;
  private final Consumer<String> progress;
  private final Deque<String> output = new ArrayDeque<>();

  /**
   * @param progress receives progress, line by line
   */
  public FaultSuite(SuiteProfile profile, long seed, Consumer<String> progress) {
    this.profile = profile;
    this.plan = FaultSchedule.draw(seed, profile);
    this.progress = progress;
  }

  /**
   * Runs to completion and leaves no process behind.
   *
   * @param file file for the report as JSON
   */
  public SuiteReport run(Path file) throws Exception {
    boolean finished = false;
    try {
      SuiteReport report = carryOut();
      report.write(file);
      Files.write(file.resolveSibling("faults-processes.log"), report.processes());
      progress.accept(report.text());
      finished = true;
      return report;
    } finally {
      if (!finished) {
        lines().forEach(progress);
      }
    }
  }

  private SuiteReport carryOut() throws Exception {
    long began = System.nanoTime();
    progress.accept(
        "Faults: %s, seed %d: a gateway, %d trackers, %d lots, %d faults"
            .formatted(
                profile.name(),
                plan.seed(),
                profile.trackers(),
                profile.lots(),
                plan.steps().size()));
    try (FaultEnvironment environment = FaultEnvironment.start(profile, this::keep);
        DeliverySender deliveries =
            new DeliverySender(
                environment.simulator(),
                environment.clock(),
                environment.gateway(),
                environment.webhookKey())) {
      RecoveryTimes recovery = new RecoveryTimes();
      FaultInjector injector =
          new FaultInjector(environment, profile, deliveries, recovery, progress);
      ClaimObserver claims = ClaimObserver.in(profile);
      long ready = System.nanoTime();
      work(environment, deliveries, injector, claims);
      Duration worked = Duration.ofNanos(System.nanoTime() - ready);
      List<InvariantResult> findings = new ArrayList<>();
      boolean connected = injector.isBusConnected();
      findings.add(
          new InvariantResult(
              "all processes answer over the bus",
              connected,
              connected ? "they do" : "some do not"));
      Invariants invariants = new Invariants(profile, environment, deliveries, injector, claims);
      findings.addAll(invariants.all());
      Map<String, Integer> amounts = new TreeMap<>();
      amounts.put("processes that ended by themselves", injector.restarts().size());
      amounts.put("calls", invariants.calls());
      amounts.put("lots", profile.lots());
      amounts.put("readings", invariants.snapshots());
      amounts.put("seconds from the first delivery to the last round", (int) worked.toSeconds());
      amounts.put("tweets", invariants.tweets());
      return new SuiteReport(
          profile,
          plan.seed(),
          Duration.ofNanos(System.nanoTime() - began),
          amounts,
          injector.done(),
          findings,
          recovery.figures(),
          recovery.takeovers(),
          deliveries.responses(),
          deliveries.responsesInOutage(),
          failures(environment, injector),
          lines());
    }
  }

  private void work(
      FaultEnvironment environment,
      DeliverySender deliveries,
      FaultInjector injector,
      ClaimObserver claims)
      throws Exception {
    long began = System.nanoTime();
    var over = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    Thread trickle = Thread.ofVirtual().start(() -> trickle(deliveries, over));
    Thread watching = Thread.ofVirtual().start(() -> watch(claims, environment, ended));
    var underWay = new CompletableFuture<List<Thread>>();
    Thread delivering =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    underWay.complete(
                        deliveries.lots(
                            profile.lots(),
                            profile.tweetsPerLot(),
                            profile.deliveryPeriod(),
                            plan.seed()));
                  } catch (InterruptedException e) {
                    underWay.completeExceptionally(e);
                  }
                });
    injector.run(plan);
    over.countDown();
    trickle.join();
    delivering.join();
    for (Thread delivery : underWay.get()) {
      delivery.join();
    }
    progress.accept("All faults are done; waiting for the last rounds");
    Database database = environment.database();
    RealTime.await(
        () -> database.number(UNFINISHED) == 0,
        profile
            .deliveryPeriod()
            .plus(profile.real(TRACKED))
            .plus(TIMEOUT)
            .minusNanos(System.nanoTime() - began),
        Duration.ofMillis(200));
    ended.countDown();
    watching.join();
  }

  private static final String UNFINISHED =
      """
      select (select count(*) from timers where kind = 'lot')
        + (select count(*)
            from unrouted_deliveries
            join twitter_rules using (rule_id)
            where replayed_at is null
              and problem is null)
      """;

  private static void watch(
      ClaimObserver claims, FaultEnvironment environment, CountDownLatch ended) {
    try {
      claims.watch(environment, ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void trickle(DeliverySender deliveries, CountDownLatch over) {
    try {
      long number = 0;
      do {
        deliveries.old(number++);
      } while (!over.await(BETWEEN_OLD_POSTS.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> failures(FaultEnvironment environment, FaultInjector injector) {
    List<String> failures = new ArrayList<>(injector.failures());
    if (!environment.gatewayIsAlive()) {
      failures.add("the gateway has ended");
    }
    environment.trackers().stream()
        .filter(slot -> !slot.isAlive())
        .forEach(slot -> failures.add(slot.name() + " has ended"));
    return failures;
  }

  private void keep(String line) {
    synchronized (output) {
      output.addLast(line);
      if (output.size() > LINES_KEPT) {
        output.removeFirst();
      }
    }
  }

  private List<String> lines() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }
}
