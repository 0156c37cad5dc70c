package io.tidemark.budget;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.budget.Admission.Admitted;
import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.Postgres;
import io.tidemark.processes.Heartbeat;
import io.tidemark.redis.RedisLink;
import io.tidemark.settings.Settings;
import io.tidemark.telemetry.ProcessTotals;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One of several processes that ask for far more than there is: a process of its own, run by {@link
 * HammerProcesses}. Prints every admission with the time of the clock that counted it, and at last
 * how often it asked for each budget.
 */
final class Hammer {

  static final long A_SECOND = 50;
  static final long TWO_SECONDS = 100;
  static final long A_MONTH = 1_000;

  static final BudgetPlan STEADY =
      new BudgetPlan(
          List.of(
              new Limit(new Window.Sliding(Duration.ofSeconds(1)), Unit.REQUESTS, A_SECOND),
              new Limit(new Window.Month(1), Unit.REQUESTS, 10_000_000)),
          Prices.NONE);

  /** Narrower over two seconds than over one, and over a month than either. */
  static final BudgetPlan RUNNING_OUT =
      new BudgetPlan(
          List.of(
              new Limit(new Window.Sliding(Duration.ofSeconds(1)), Unit.REQUESTS, 80),
              new Limit(new Window.Sliding(Duration.ofSeconds(2)), Unit.REQUESTS, TWO_SECONDS),
              new Limit(new Window.Month(1), Unit.REQUESTS, A_MONTH)),
          Prices.NONE);

  private static final int MOST_IN_FLIGHT = 1_000;

  private Hammer() {}

  /** Postgres' URL, Redis' URL, asks a second. Begins and ends with a line on its input. */
  public static void main(String[] arguments) throws Exception {
    Vertx vertx = Vertx.vertx();
    var pool = Postgres.pool(vertx, new Settings.Postgres(URI.create(arguments[0]), 4));
    var redis = new RedisLink(vertx, new Settings.Redis(URI.create(arguments[1])));
    var meters = new SimpleMeterRegistry();
    var processes = BudgetWorld.processes(pool, redis);
    var heartbeat = new Heartbeat(vertx, processes, new ProcessTotals(pool), meters);
    var budgets =
        new Budgets(vertx, WorldClock.real(), pool, redis, meters, processes, Duration.ZERO);
    Budget steady = budgets.of("steady", "secret", STEADY);
    Budget runningOut = budgets.of("running-out", "secret", RUNNING_OUT);
    heartbeat.begin().await(20, TimeUnit.SECONDS);
    budgets.begin().await(20, TimeUnit.SECONDS);
    var lines = new Scanner(System.in, StandardCharsets.UTF_8);
    System.out.println("ready");
    lines.nextLine();
    int rate = Integer.parseInt(arguments[2]);
    var inFlight = new AtomicInteger();
    var asked = new AtomicLong();
    long began = System.nanoTime();
    long timer =
        vertx.setPeriodic(
            5,
            tick -> {
              long due = (System.nanoTime() - began) * rate / 1_000_000_000;
              while (asked.get() < due && inFlight.get() < MOST_IN_FLIGHT) {
                asked.incrementAndGet();
                ask("S", steady, inFlight);
                ask("R", runningOut, inFlight);
              }
            });
    lines.nextLine();
    vertx.cancelTimer(timer);
    vertx.timer(1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
    System.out.println("A " + asked.get());
    System.out.println("done");
    System.out.flush();
    budgets.end();
    heartbeat.end().await(5, TimeUnit.SECONDS);
    Runtime.getRuntime().halt(0);
  }

  private static void ask(String name, Budget budget, AtomicInteger inFlight) {
    inFlight.incrementAndGet();
    budget
        .ask(Cost.request(), "tenant")
        .onComplete(
            asked -> {
              inFlight.decrementAndGet();
              if (asked.result() instanceof Admitted admitted) {
                System.out.println(name + " " + admitted.reservation().takenAt());
              }
            });
  }
}
