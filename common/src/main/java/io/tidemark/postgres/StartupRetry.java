package io.tidemark.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Retries the first statements of a process while the database is being restarted. */
public final class StartupRetry {

  private static final Logger log = LoggerFactory.getLogger(StartupRetry.class);

  /** Longer than a restart takes, and short enough to report a wrong address soon. */
  private static final Duration MAX_WAIT = Duration.ofMinutes(1);

  private static final Duration BETWEEN = Duration.ofMillis(500);

  private StartupRetry() {}

  /**
   * Retries one step while the database is away.
   *
   * @param step may have taken effect although it failed
   * @return fails when the step fails for another reason, or for longer than a minute
   */
  public static <T> Future<T> retry(Vertx vertx, Supplier<Future<T>> step) {
    return retry(vertx, step, DatabaseErrors::isPassing);
  }

  /**
   * Retries one step while it fails for certain reasons.
   *
   * @param step may have taken effect although it failed
   * @param passing whether a failure is one of those
   * @return fails when the step fails for another reason, or for longer than a minute
   */
  static <T> Future<T> retry(Vertx vertx, Supplier<Future<T>> step, Predicate<Throwable> passing) {
    return retry(vertx, step, passing, System.nanoTime() + MAX_WAIT.toNanos(), true);
  }

  private static <T> Future<T> retry(
      Vertx vertx,
      Supplier<Future<T>> step,
      Predicate<Throwable> passing,
      long until,
      boolean first) {
    return step.get()
        .recover(
            problem -> {
              if (!passing.test(problem) || System.nanoTime() - until > 0) {
                return Future.failedFuture(problem);
              }
              if (first) {
                log.atWarn()
                    .addKeyValue("problem", problem.getMessage())
                    .log("The database is away while this process begins; trying again");
              }
              return vertx
                  .timer(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)
                  .compose(waited -> retry(vertx, step, passing, until, false));
            });
  }
}
