package io.tidemark.jobs;

import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.DatabaseErrors;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one pass after the other: never two at once, each when the last said that something is due,
 * and never later than the idle time after it. The due times are rows, so a wake-up that is lost or
 * late changes nothing but latency.
 *
 * <p>Belongs to one virtual-thread verticle; all methods are called on its context.
 */
public final class WorkLoop {

  /** One pass over what is due. */
  @FunctionalInterface
  public interface Pass {

    /**
     * @return when the next pass is wanted, a time in the past meaning at once; empty when nothing
     *     is waiting
     */
    Optional<Instant> runOnce();

    /** A process has died, and what it had claimed is free; a pass follows. */
    default void processDied() {}
  }

  private static final Logger log = LoggerFactory.getLogger(WorkLoop.class);
  private static final String ALL = "tidemark.work-loops";
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final WorldClock clock;
  private final String name;
  private final Duration idle;
  private final Pass pass;

  private @Nullable Context context;
  private @Nullable MessageConsumer<Void> freed;
  private long timer = -1;
  private long wakesAt; // by System.nanoTime(), while a timer is set
  private @Nullable Instant wokenFor;
  private boolean running;
  private boolean failing;
  private @Nullable Promise<Void> stopping;

  /**
   * @param idle real time after which the pass runs although nothing woke it and nothing was known
   *     to be due
   */
  public WorkLoop(Vertx vertx, WorldClock clock, String name, Duration idle, Pass pass) {
    this.vertx = vertx;
    this.clock = clock;
    this.name = name;
    this.idle = idle;
    this.pass = pass;
  }

  /** Begins with a pass at once. */
  public void start() {
    context = vertx.getOrCreateContext();
    context.runOnContext(
        start -> {
          freed =
              vertx
                  .eventBus()
                  .localConsumer(
                      ALL,
                      death -> {
                        pass.processDied();
                        wakeUp(clock.instant());
                      });
          wake();
        });
  }

  /** Wakes all loops of a Vert.x because a process has died. */
  public static void wakeAll(Vertx vertx) {
    vertx.eventBus().publish(ALL, null, new DeliveryOptions().setLocalOnly(true));
  }

  /** Brings the next pass forward to a time at which something is due. */
  public void wakeUp(Instant dueAt) {
    if (running) {
      wokenFor = wokenFor == null || dueAt.isBefore(wokenFor) ? dueAt : wokenFor;
    } else if (timer != -1) {
      Duration wait = clock.realTimeUntil(dueAt);
      // Never put off: many wake-ups for a later time would keep the pass from running at all.
      if (wait.compareTo(idle) < 0 && System.nanoTime() + wait.toNanos() - wakesAt < 0) {
        sleep(wait);
      }
    }
  }

  /** No further pass begins; completes when the one that runs has ended. */
  public Future<Void> stop() {
    if (timer != -1) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
    if (freed != null) {
      freed.unregister();
      freed = null;
    }
    if (stopping == null) {
      stopping = Promise.promise();
      if (!running) {
        stopping.complete();
      }
    }
    return stopping.future();
  }

  private void wake() {
    if (running || stopping != null) {
      return;
    }
    timer = -1;
    running = true;
    Optional<Instant> next = Optional.empty();
    boolean failed = false;
    try {
      next = pass.runOnce();
      if (failing) {
        log.atInfo().addKeyValue("loop", name).log("Passes run again");
      }
    } catch (Throwable problem) { // an await throws checked exceptions as well
      failed = true;
      report(problem);
    } finally {
      running = false;
    }
    failing = failed;
    if (stopping != null) {
      stopping.tryComplete();
    } else if (failed) {
      sleep(jittered(AFTER_FAILURE));
    } else {
      Optional<Instant> wanted =
          Stream.concat(next.stream(), Stream.ofNullable(wokenFor)).min(Instant::compareTo);
      wokenFor = null;
      sleep(
          wanted
              .map(clock::realTimeUntil)
              .filter(wait -> wait.compareTo(idle) < 0)
              .orElseGet(() -> jittered(idle)));
    }
  }

  private void report(Throwable problem) {
    boolean passing = DatabaseErrors.isPassing(problem);
    if (passing && !failing) {
      log.atWarn()
          .addKeyValue("loop", name)
          .addKeyValue("problem", problem.getMessage())
          .log("A pass failed because the database is away; trying again every second");
    } else if (!passing) {
      log.atError().addKeyValue("loop", name).setCause(problem).log("A pass failed");
    }
  }

  private void sleep(Duration duration) {
    if (timer != -1) {
      vertx.cancelTimer(timer);
    }
    // Rounded up: a pass before the time would find nothing.
    long millis = Math.max(1, duration.plusNanos(999_999).toMillis());
    wakesAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    timer = vertx.setTimer(millis, fired -> wake());
  }

  /** Processes that were started together must not ask the database together for ever. */
  private static Duration jittered(Duration duration) {
    return Duration.ofNanos(
        (long) (duration.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.0)));
  }
}
