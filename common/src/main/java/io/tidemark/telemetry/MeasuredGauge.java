package io.tidemark.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gauge whose value is measured at intervals. It is NaN while a measurement fails. */
public final class MeasuredGauge {

  private static final Logger log = LoggerFactory.getLogger(MeasuredGauge.class);

  private MeasuredGauge() {}

  /**
   * Measures at once and then at intervals; ends when the calling verticle is undeployed. What
   * another verticle of the process measures already is left to it.
   *
   * @param every real time
   */
  public static void watch(
      Vertx vertx,
      MeterRegistry meters,
      String name,
      Tags tags,
      Duration every,
      Supplier<Future<Double>> measure) {
    if (meters.find(name).tags(tags).gauge() != null) {
      return;
    }
    var value = new AtomicReference<>(Double.NaN);
    Gauge.builder(name, value, AtomicReference::get)
        .tags(tags)
        .strongReference(true)
        .register(meters);
    Runnable measures =
        () -> measure.get().onComplete(value::set, problem -> lost(name, value, problem));
    measures.run();
    vertx.setPeriodic(every.toMillis(), tick -> measures.run());
  }

  private static void lost(String name, AtomicReference<Double> value, Throwable problem) {
    value.set(Double.NaN);
    log.atDebug().addKeyValue("meter", name).setCause(problem).log("A gauge could not be measured");
  }
}
