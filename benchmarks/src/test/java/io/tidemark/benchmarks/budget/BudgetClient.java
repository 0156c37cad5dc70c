package io.tidemark.benchmarks.budget;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.benchmarks.harness.Polling;
import io.tidemark.budget.Admission.Admitted;
import io.tidemark.budget.Budget;
import io.tidemark.budget.BudgetPlan;
import io.tidemark.budget.Budgets;
import io.tidemark.budget.Cost;
import io.tidemark.budget.Limit;
import io.tidemark.budget.Prices;
import io.tidemark.budget.Unit;
import io.tidemark.budget.Window;
import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.Postgres;
import io.tidemark.processes.Heartbeat;
import io.tidemark.processes.ProcessRegistry;
import io.tidemark.processes.ProcessRegistry.Vitals;
import io.tidemark.redis.RedisLink;
import io.tidemark.settings.Settings;
import io.tidemark.telemetry.ProcessName;
import io.tidemark.telemetry.ProcessTotals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One of several processes that spend the same credential, or increment a counter in Redis
 * directly. Prints {@code ready}, and after each {@code go} its number of admissions.
 */
final class BudgetClient {

  static final String UPSTREAM = "bench";

  /** Limits per second and month, as at twitterapi.io, larger than all requests. */
  private static final BudgetPlan PLENTY =
      new BudgetPlan(
          List.of(
              new Limit(new Window.Sliding(Duration.ofSeconds(1)), Unit.REQUESTS, 100_000_000),
              new Limit(new Window.Month(1), Unit.REQUESTS, 1_000_000_000_000L)),
          Prices.NONE);

  private BudgetClient() {}

  /**
   * Arguments: kind of request, PostgreSQL URL, Redis URL, concurrent callers, requests per round.
   */
  public static void main(String[] arguments) throws Exception {
    Vertx vertx = Vertx.vertx();
    var redis = new RedisLink(vertx, new Settings.Redis(URI.create(arguments[2])));
    int callers = Integer.parseInt(arguments[3]);
    long asks = Long.parseLong(arguments[4]);
    Supplier<Future<Boolean>> ask =
        arguments[0].equals("budget")
            ? budget(vertx, URI.create(arguments[1]), redis)
            : increment(vertx, arguments[2], arguments[0]);
    reach(redis);
    System.out.println("ready");
    var lines = new Scanner(System.in, StandardCharsets.UTF_8);
    while (lines.hasNextLine()) {
      lines.nextLine();
      System.out.println("got " + round(vertx, ask, callers, asks));
    }
    Runtime.getRuntime().halt(0);
  }

  /** Our Redis client without its timeout, which a busy machine would exceed. */
  private static Supplier<Future<Boolean>> increment(Vertx vertx, String url, String key) {
    Redis client =
        Redis.createClient(
            vertx,
            new RedisOptions().setConnectionString(url).setMaxPoolSize(8).setMaxPoolWaiting(1_000));
    return () -> client.send(Request.cmd(Command.INCR).arg(key)).map(answer -> answer.toLong() > 0);
  }

  /**
   * Connects before the measurement, because the first connection may take longer than the timeout.
   */
  private static void reach(RedisLink redis) throws Exception {
    Polling.until(
        () ->
            redis
                .send(Request.cmd(Command.PING))
                .map(true)
                .otherwise(false)
                .await(20, TimeUnit.SECONDS));
  }

  private static Supplier<Future<Boolean>> budget(Vertx vertx, URI postgres, RedisLink redis)
      throws Exception {
    var pool = Postgres.pool(vertx, new Settings.Postgres(postgres, 4));
    var meters = new SimpleMeterRegistry();
    var processes =
        new ProcessRegistry(
            pool,
            ProcessName.unique(),
            "bench",
            () -> new Vitals(!redis.answers(), new JsonArray()));
    var budgets =
        new Budgets(vertx, WorldClock.real(), pool, redis, meters, processes, Budgets.MAX_WAIT);
    new Heartbeat(vertx, processes, new ProcessTotals(pool), meters)
        .begin()
        .await(20, TimeUnit.SECONDS);
    Budget budget = budgets.of(UPSTREAM, "secret", PLENTY);
    budgets.begin().await(20, TimeUnit.SECONDS);
    return () -> budget.ask(Cost.request(), "tenant").map(Admitted.class::isInstance);
  }

  private static long round(Vertx vertx, Supplier<Future<Boolean>> ask, int callers, long asks)
      throws Exception {
    var left = new AtomicLong(asks);
    var got = new AtomicLong();
    var ended = new AtomicLong();
    var done = new CompletableFuture<Void>();
    vertx
        .getOrCreateContext()
        .runOnContext(
            begin -> {
              for (int caller = 0; caller < callers; caller++) {
                next(ask, left, got, ended, asks, done);
              }
            });
    done.get(5, TimeUnit.MINUTES);
    return got.get();
  }

  private static void next(
      Supplier<Future<Boolean>> ask,
      AtomicLong left,
      AtomicLong got,
      AtomicLong ended,
      long asks,
      CompletableFuture<Void> done) {
    if (left.getAndDecrement() <= 0) {
      return;
    }
    ask.get()
        .onComplete(
            answer -> {
              if (answer.succeeded() && answer.result()) {
                got.incrementAndGet();
              }
              if (ended.incrementAndGet() == asks) {
                done.complete(null);
              }
              next(ask, left, got, ended, asks, done);
            });
  }
}
