package io.tidemark.gateway.waiting;

import io.tidemark.flow.AsyncLoop;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks at something again and again on behalf of a caller who waits for it. */
public final class Waited {

  /** How long a caller is kept waiting; what is under way goes on all the same. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final long LOOK_AGAIN_MILLIS = 250;

  private Waited() {}

  /**
   * What a look finds at once, or when it has settled, or five minutes have passed, or the caller
   * has gone.
   *
   * @param wait whether the caller waits at all
   * @param settled that there is nothing to wait for
   * @return fails as a look fails
   */
  public static <T> Future<T> on(
      RoutingContext request, boolean wait, Supplier<Future<T>> look, Predicate<T> settled) {
    long until = System.nanoTime() + (wait ? LONGEST.toNanos() : 0);
    return AsyncLoop.until(
        () ->
            look.get()
                .compose(
                    found ->
                        settled.test(found)
                                || System.nanoTime() - until >= 0
                                || request.response().closed()
                            ? Future.succeededFuture(Optional.of(found))
                            : request
                                .vertx()
                                .timer(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                                .map(again -> Optional.<T>empty())));
  }
}
