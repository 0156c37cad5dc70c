package io.tidemark.upstream;

import io.tidemark.clock.SettableClock;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A Vert.x whose timers fire when the test moves its clock. */
final class HandTimers {

  private record Timer(long id, Instant due, Handler<Long> handler) {}

  private final SettableClock clock;
  private final Vertx vertx;
  private final List<Timer> timers = new ArrayList<>();
  private long lastId;

  HandTimers(Vertx real, SettableClock clock) {
    this.clock = clock;
    this.vertx =
        (Vertx)
            Proxy.newProxyInstance(
                Vertx.class.getClassLoader(),
                new Class<?>[] {Vertx.class},
                (proxy, method, arguments) -> call(real, method, arguments));
  }

  Vertx vertx() {
    return vertx;
  }

  @SuppressWarnings("unchecked")
  private synchronized Object call(Vertx real, Method method, Object[] arguments)
      throws ReflectiveOperationException {
    switch (method.getName()) {
      case "setTimer" -> {
        Instant due = clock.instant().plusMillis((long) arguments[0]);
        timers.add(new Timer(++lastId, due, (Handler<Long>) arguments[1]));
        return lastId;
      }
      case "cancelTimer" -> {
        return timers.removeIf(timer -> timer.id() == (long) arguments[0]);
      }
      default -> {
        return method.invoke(real, arguments);
      }
    }
  }

  void advance(Duration by) {
    clock.advance(by);
    List<Timer> due;
    synchronized (this) {
      due = timers.stream().filter(timer -> !timer.due().isAfter(clock.instant())).toList();
      timers.removeAll(due);
    }
    due.forEach(timer -> timer.handler().handle(timer.id()));
  }
}
