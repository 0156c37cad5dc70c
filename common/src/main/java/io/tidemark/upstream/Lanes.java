package io.tidemark.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a number of asynchronous things happen at once; the others wait in order. */
final class Lanes {

  private final ArrayDeque<Promise<Void>> waiting = new ArrayDeque<>();
  private int free;
  private boolean calling; // somebody is letting those in who wait

  Lanes(int count) {
    this.free = count;
  }

  <T> Future<T> run(Supplier<Future<T>> work) {
    return enter().compose(entered -> work.get()).eventually(this::leave);
  }

  private synchronized Future<Void> enter() {
    if (free > 0 && waiting.isEmpty()) {
      free--;
      return Future.succeededFuture();
    }
    var turn = Promise.<Void>promise();
    waiting.add(turn);
    return turn.future();
  }

  private Future<Void> leave() {
    synchronized (this) {
      free++;
      if (calling) {
        return Future.succeededFuture();
      }
      calling = true;
    }
    // A loop: work that ends at once leaves its lane inside complete(), thousands deep otherwise.
    for (Promise<Void> next = next(); next != null; next = next()) {
      next.complete();
    }
    return Future.succeededFuture();
  }

  private synchronized @Nullable Promise<Void> next() {
    if (free == 0 || waiting.isEmpty()) {
      calling = false;
      return null;
    }
    free--;
    return waiting.poll();
  }
}
