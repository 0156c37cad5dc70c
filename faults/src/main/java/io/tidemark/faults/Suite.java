package io.tidemark.faults;

import io.tidemark.faults.Invariants.Finding;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One run: a world, what goes wrong in it, and what is true afterwards. */
public final class Suite {

  private static final int LINES_KEPT = 20_000;

  /** Six rounds, and half an hour for those that came late. */
  private static final Duration TRACKED = Duration.ofMinutes(6 * 60 + 30);

  /** After which what is unfinished will not be finished. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration TRICKLE = Duration.ofMillis(250);

  private final Form form;
  private final Plan plan;
  private final Consumer<String> say;
  private final Deque<String> heard = new ArrayDeque<>();

  /**
   * @param say what happens, line by line
   */
  public Suite(Form form, long seed, Consumer<String> say) {
    this.form = form;
    this.plan = Plan.draw(seed, form);
    this.say = say;
  }

  /**
   * Runs it; leaves no process behind.
   *
   * @param file where the report goes as JSON
   */
  public Report run(Path file) throws Exception {
    boolean finished = false;
    try {
      Report report = carryOut();
      report.write(file);
      Files.write(file.resolveSibling("faults-processes.log"), report.processes());
      say.accept(report.text());
      finished = true;
      return report;
    } finally {
      if (!finished) {
        lines().forEach(say);
      }
    }
  }

  private Report carryOut() throws Exception {
    long began = System.nanoTime();
    say.accept(
        "Faults: %s, seed %d: a gateway, %d trackers, %d lots, %d faults"
            .formatted(
                form.name(), plan.seed(), form.trackers(), form.lots(), plan.steps().size()));
    try (World world = World.start(form, this::hear);
        Deliveries deliveries =
            new Deliveries(world.simulator(), world.clock(), world.gateway(), world.webhookKey())) {
      Recovery recovery = new Recovery();
      Injector injector = new Injector(world, form, deliveries, recovery, say);
      Claims claims = Claims.in(form);
      long ready = System.nanoTime();
      work(world, deliveries, injector, claims);
      Duration worked = Duration.ofNanos(System.nanoTime() - ready);
      List<Finding> findings = new ArrayList<>();
      boolean whole = injector.isBusWhole();
      findings.add(
          new Finding(
              "all processes answer over the bus", whole, whole ? "they do" : "some do not"));
      Invariants invariants = new Invariants(form, world, deliveries, injector, claims);
      findings.addAll(invariants.all());
      Map<String, Integer> amounts = new TreeMap<>();
      amounts.put("processes that ended by themselves", injector.restarts().size());
      amounts.put("calls", invariants.calls());
      amounts.put("lots", form.lots());
      amounts.put("readings", invariants.readings());
      amounts.put("seconds from the first delivery to the last round", (int) worked.toSeconds());
      amounts.put("tweets", invariants.tweets());
      return new Report(
          form,
          plan.seed(),
          Duration.ofNanos(System.nanoTime() - began),
          amounts,
          injector.done(),
          findings,
          recovery.figures(),
          recovery.episodes(),
          deliveries.answers(),
          deliveries.answersInOutage(),
          failures(world, injector),
          lines());
    }
  }

  private void work(World world, Deliveries deliveries, Injector injector, Claims claims)
      throws Exception {
    long began = System.nanoTime();
    var over = new AtomicBoolean();
    var ended = new AtomicBoolean();
    Thread trickle = Thread.ofVirtual().start(() -> trickle(deliveries, over));
    Thread watching = Thread.ofVirtual().start(() -> watch(claims, world, ended));
    var underWay = new CompletableFuture<List<Thread>>();
    Thread delivering =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    underWay.complete(
                        deliveries.lots(
                            form.lots(), form.tweetsPerLot(), form.delivering(), plan.seed()));
                  } catch (InterruptedException e) {
                    underWay.completeExceptionally(e);
                  }
                });
    injector.run(plan);
    over.set(true);
    trickle.join();
    delivering.join();
    for (Thread delivery : underWay.get()) {
      delivery.join();
    }
    say.accept("All faults are done; waiting for the last rounds");
    Database database = world.database();
    Waits.until(
        () -> database.number(UNFINISHED) == 0,
        form.delivering()
            .plus(form.real(TRACKED))
            .plus(PATIENCE)
            .minusNanos(System.nanoTime() - began),
        Duration.ofMillis(200));
    ended.set(true);
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

  private static void watch(Claims claims, World world, AtomicBoolean ended) {
    try {
      claims.watch(world, ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void trickle(Deliveries deliveries, AtomicBoolean over) {
    try {
      for (long number = 0; !over.get(); number++) {
        deliveries.old(number);
        Waits.of(TRICKLE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> failures(World world, Injector injector) {
    List<String> failures = new ArrayList<>(injector.failures());
    if (!world.gatewayIsAlive()) {
      failures.add("the gateway has ended");
    }
    world.trackers().stream()
        .filter(place -> !place.isAlive())
        .forEach(place -> failures.add(place.name() + " has ended"));
    return failures;
  }

  private void hear(String line) {
    synchronized (heard) {
      heard.addLast(line);
      if (heard.size() > LINES_KEPT) {
        heard.removeFirst();
      }
    }
  }

  private List<String> lines() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }
}
