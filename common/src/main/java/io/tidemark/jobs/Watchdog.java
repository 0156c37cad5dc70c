package io.tidemark.jobs;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices work that lasts longer than it may, and makes its process not ready for more. It has a
 * thread of its own: work that never ends may block every other. One for each Vert.x.
 */
public final class Watchdog implements Shareable {

  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);
  private static final String NAME = "tidemark.watchdog";

  private final ScheduledThreadPoolExecutor thread;
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private final Set<Watched> overdue = ConcurrentHashMap.newKeySet();

  private Watchdog() {
    thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("tidemark-watchdog").daemon().factory());
    thread.setRemoveOnCancelPolicy(true);
    thread.setKeepAliveTime(10, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
  }

  /** The watchdog of a Vert.x. */
  public static Watchdog of(Vertx vertx) {
    return vertx
        .sharedData()
        .<String, Watchdog>getLocalMap(NAME)
        .computeIfAbsent(NAME, first -> new Watchdog());
  }

  /** Work that is being watched. */
  public static final class Watched {

    private final String name;
    private final Watchdog watch;
    private final ScheduledFuture<?> alarm;
    private volatile long since = System.nanoTime();

    private Watched(String name, Watchdog watch, Duration allowed, Consumer<Duration> overran) {
      this.name = name;
      this.watch = watch;
      this.alarm =
          watch.thread.scheduleAtFixedRate(
              () -> overran(allowed, overran),
              allowed.toNanos(),
              allowed.toNanos(),
              TimeUnit.NANOSECONDS);
    }

    private void overran(Duration allowed, Consumer<Duration> listener) {
      if (System.nanoTime() - since < allowed.toNanos()) {
        return; // it progressed meanwhile
      }
      watch.overdue.add(this);
      if (alarm.isCancelled()) { // it ended in this very moment
        watch.overdue.remove(this);
        return;
      }
      log.atError()
          .addKeyValue("work", name)
          .addKeyValue("allowedSeconds", allowed.toSeconds())
          .log("Work exceeds its time limit; this process is not ready");
      try {
        listener.accept(allowed);
      } catch (Exception problem) { // or it would not be called again; an await throws checked ones
        log.atError()
            .addKeyValue("work", name)
            .setCause(problem)
            .log("The handler of overdue work failed");
      }
    }

    /** The work made progress: its time begins anew, and is over once to twice as long after. */
    public void progressed() {
      since = System.nanoTime();
      watch.overdue.remove(this);
    }

    /** The work has ended. */
    public void end() {
      alarm.cancel(false);
      watch.watched.remove(this);
      watch.overdue.remove(this);
    }
  }

  /**
   * Watches work that begins now.
   *
   * @param name for the log and the readiness check
   * @param allowed real time
   * @param overran called each time that this much has passed and the work has not ended; on the
   *     watch's thread, which it may use for a moment
   */
  public Watched begin(String name, Duration allowed, Consumer<Duration> overran) {
    var begun = new Watched(name, this, allowed, overran);
    watched.add(begun);
    return begun;
  }

  /** The names of the work that has begun and not ended. */
  public List<String> watched() {
    return watched.stream().map(work -> work.name).sorted().toList();
  }

  /** Fails while some work lasts longer than it may. */
  public Future<Void> check() {
    Optional<Watched> any = overdue.stream().findAny();
    return any.isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(any.get().name + " does not end");
  }
}
