package io.tidemark.flow;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A loop whose steps are asynchronous: each begins when the one before has ended. */
public final class AsyncLoop {

  private AsyncLoop() {}

  /**
   * Takes one step after the other until one yields something.
   *
   * <p>Steps that call the next one from {@code compose} would end all at once, in a stack as deep
   * as there were steps: after some thousand of them it overflows, and the future never completes.
   *
   * @return what the last step yielded; fails as soon as a step fails
   */
  public static <T> Future<T> until(Supplier<Future<Optional<T>>> step) {
    Promise<T> story = Promise.promise();
    go(step, story);
    return story.future();
  }

  /**
   * As above, with a pause between two steps.
   *
   * @param pause real time
   */
  public static <T> Future<T> until(
      Vertx vertx, Duration pause, Supplier<Future<Optional<T>>> step) {
    return until(
        () ->
            step.get()
                .compose(
                    taken ->
                        taken.isPresent()
                            ? Future.succeededFuture(taken)
                            : vertx
                                .timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                                .map(paused -> taken)));
  }

  private static <T> void go(Supplier<Future<Optional<T>>> step, Promise<T> story) {
    boolean over = false;
    while (!over) {
      Future<Optional<T>> taken = take(step);
      if (!taken.isComplete()) {
        taken.onComplete(
            ended -> {
              if (!isOver(ended, story)) {
                go(step, story);
              }
            });
        return;
      }
      over = isOver(taken, story);
    }
  }

  private static <T> Future<Optional<T>> take(Supplier<Future<Optional<T>>> step) {
    try {
      return step.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static <T> boolean isOver(AsyncResult<Optional<T>> taken, Promise<T> story) {
    if (taken.failed()) {
      story.fail(taken.cause());
      return true;
    }
    taken.result().ifPresent(story::complete);
    return taken.result().isPresent();
  }
}
