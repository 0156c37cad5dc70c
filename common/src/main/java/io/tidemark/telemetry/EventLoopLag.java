package io.tidemark.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** How late a timer of an event loop fires: what every request on it waits, too. */
public final class EventLoopLag {

  private static final long EVERY_MILLIS = 500;

  private EventLoopLag() {}

  /** A verticle that measures the event loop it is deployed on. */
  public static VerticleBase verticle(MeterRegistry meters, String loop) {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        watch(vertx, meters, loop);
        return Future.succeededFuture();
      }
    };
  }

  /**
   * Measures the event loop it is called on, as long as the verticle there is deployed.
   *
   * @param loop whose it is, as a label
   */
  public static void watch(Vertx vertx, MeterRegistry meters, String loop) {
    Timer timer = meters.timer("tidemark.event.loop.lag", "loop", loop);
    long[] last = {System.nanoTime()};
    vertx.setPeriodic(
        EVERY_MILLIS,
        tick -> {
          long now = System.nanoTime();
          long late = now - last[0] - TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
          last[0] = now;
          timer.record(Math.max(0, late), TimeUnit.NANOSECONDS);
        });
  }
}
