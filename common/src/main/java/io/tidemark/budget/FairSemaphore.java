package io.tidemark.budget;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many asynchronous operations run at once. The others wait: those of one tenant in
 * order, and the tenants take turns, so that a long queue of one delays another by one operation.
 */
public final class FairSemaphore {

  /** In the order in which the tenants are served; one that still waits then goes to the end. */
  private final SequencedMap<String, ArrayDeque<Promise<Void>>> waiting = new LinkedHashMap<>();

  private int free;
  private boolean draining;

  /**
   * @param atOnce operations that may run at one time
   */
  public FairSemaphore(int atOnce) {
    this.free = atOnce;
  }

  /**
   * Begins an operation when it is its turn.
   *
   * @return its outcome
   */
  public <T> Future<T> run(String tenant, Supplier<Future<T>> work) {
    return enter(tenant).compose(entered -> work.get()).eventually(this::leave);
  }

  private synchronized Future<Void> enter(String tenant) {
    if (free > 0 && waiting.isEmpty()) {
      free--;
      return Future.succeededFuture();
    }
    var turn = Promise.<Void>promise();
    waiting.computeIfAbsent(tenant, first -> new ArrayDeque<>()).add(turn);
    return turn.future();
  }

  private Future<Void> leave() {
    synchronized (this) {
      free++;
      if (draining) {
        return Future.succeededFuture();
      }
      draining = true;
    }
    // A loop: work that ends at once leaves inside complete(), thousands deep otherwise.
    for (Promise<Void> next = next(); next != null; next = next()) {
      next.complete();
    }
    return Future.succeededFuture();
  }

  private synchronized @Nullable Promise<Void> next() {
    if (free == 0 || waiting.isEmpty()) {
      draining = false;
      return null;
    }
    free--;
    Map.Entry<String, ArrayDeque<Promise<Void>>> served = waiting.pollFirstEntry();
    Promise<Void> next = served.getValue().remove();
    if (!served.getValue().isEmpty()) {
      waiting.put(served.getKey(), served.getValue());
    }
    return next;
  }
}
