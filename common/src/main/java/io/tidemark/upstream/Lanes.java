package io.tidemark.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.function.Supplier;

/** Lets a number of asynchronous things happen at once; the others wait in order. */
final class Lanes {

  private final ArrayDeque<Promise<Void>> waiting = new ArrayDeque<>();
  private int free;

  Lanes(int count) {
    this.free = count;
  }

  <T> Future<T> run(Supplier<Future<T>> work) {
    return enter().compose(entered -> work.get()).eventually(this::leave);
  }

  private synchronized Future<Void> enter() {
    if (free > 0) {
      free--;
      return Future.succeededFuture();
    }
    var turn = Promise.<Void>promise();
    waiting.add(turn);
    return turn.future();
  }

  private Future<Void> leave() {
    Promise<Void> next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        free++;
      }
    }
    if (next != null) {
      next.complete();
    }
    return Future.succeededFuture();
  }
}
