package io.tidemark.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a migration again that could not have a lock within its lock timeout. While it waits for
 * the lock, every later statement on the table waits behind it; so it waits for a moment only, and
 * the pauses between the tries, in which all of those get through, grow.
 */
final class LockWaits {

  private static final Logger log = LoggerFactory.getLogger(LockWaits.class);

  /** Longer than a backup or a report reads; real time. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private static final Pattern FILE = Pattern.compile("V[0-9._]+__\\w+\\.sql");

  private LockWaits() {}

  /**
   * Does one step again and again while it cannot have its locks.
   *
   * @param step of which a try that could not have a lock has changed nothing
   * @param holder describes the session that most likely keeps the step from its locks
   * @return fails when the step fails for another reason, or cannot have a lock for ten minutes
   */
  static <T> Future<T> retry(
      Vertx vertx, Supplier<Future<T>> step, Supplier<Future<String>> holder) {
    return retry(vertx, step, holder, System.nanoTime() + LIMIT.toNanos(), FIRST_PAUSE);
  }

  private static <T> Future<T> retry(
      Vertx vertx,
      Supplier<Future<T>> step,
      Supplier<Future<String>> holder,
      long until,
      Duration pause) {
    return step.get()
        .recover(
            problem -> {
              if (!DatabaseErrors.isLocked(problem) || System.nanoTime() - until > 0) {
                return Future.failedFuture(problem);
              }
              Duration doubled = pause.multipliedBy(2);
              Duration next = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
              return tell(problem, holder.get(), pause)
                  .compose(reported -> vertx.timer(jittered(pause), TimeUnit.MILLISECONDS))
                  .compose(waited -> retry(vertx, step, holder, until, next));
            });
  }

  private static Future<Void> tell(Throwable problem, Future<String> holder, Duration pause) {
    return holder
        .otherwise(unknown -> "unknown: " + unknown.getMessage())
        .onSuccess(
            session ->
                log.atInfo()
                    .addKeyValue("migration", migration(problem))
                    .addKeyValue("oldestTransaction", session)
                    .addKeyValue("pauseMillis", pause.toMillis())
                    .log("A migration waits for the lock of a table that is in use"))
        .mapEmpty();
  }

  /** The file that Flyway was at; null when the problem does not name it. */
  private static @Nullable String migration(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      Matcher file = FILE.matcher(String.valueOf(cause.getMessage()));
      if (file.find()) {
        return file.group();
      }
    }
    return null;
  }

  private static long jittered(Duration pause) {
    return (long) (pause.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
  }
}
