package io.tidemark.processes;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.counters.OddValues;
import io.tidemark.telemetry.ProcessTotals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Renews the row of this process and its totals every two seconds. */
public final class Heartbeat {

  private static final int BEAT_MILLIS = 2_000;

  /**
   * Bus address, in this process, of each change of a circuit breaker's state: JSON as Vert.x'
   * breaker writes it.
   */
  public static final String BREAKER_CHANGES = "tidemark.upstream.breaker-changes";

  /** The meter that counts the breakers of an upstream by their state. */
  public static final String BREAKERS_METER = "tidemark.upstream.breakers";

  private final Vertx vertx;
  private final ProcessRegistry registry;
  private final ProcessTotals totals;
  private final MeterRegistry meters;
  private long timer = -1;
  private @Nullable MessageConsumer<JsonObject> changes;
  private volatile boolean beating;

  public Heartbeat(
      Vertx vertx, ProcessRegistry registry, ProcessTotals totals, MeterRegistry meters) {
    this.vertx = vertx;
    this.registry = registry;
    this.totals = totals;
    this.meters = meters;
  }

  /**
   * Beats once, and periodically from then on.
   *
   * @return completes after the first beat; never fails
   */
  public Future<Void> begin() {
    OddValues.countIn(meters);
    return beat()
        .onSuccess(
            first -> {
              timer = vertx.setPeriodic(BEAT_MILLIS, tick -> beatUnlessBeating());
              changes = vertx.eventBus().localConsumer(BREAKER_CHANGES, change -> registry.beat());
            });
  }

  /** A slow database gets no further statements. */
  private void beatUnlessBeating() {
    if (!beating) {
      beating = true;
      beat().onComplete(beaten -> beating = false);
    }
  }

  private Future<Void> beat() {
    return registry.beat().compose(beaten -> totals.write(registry.name(), meters));
  }

  /** The last totals are written, and this process counts no more; never fails. */
  public Future<Void> end() {
    vertx.cancelTimer(timer);
    if (changes != null) {
      changes.unregister();
    }
    OddValues.countNoMoreIn(meters);
    return totals.write(registry.name(), meters).compose(written -> registry.leave());
  }

  /**
   * The states of the breakers, as the row of the process has them. Each upstream has every state:
   * one that is just being registered has some meters already and others not yet.
   */
  public static JsonArray breakers(MeterRegistry meters) {
    Map<String, JsonObject> byUpstream = new TreeMap<>();
    for (Gauge gauge : meters.find(BREAKERS_METER).gauges()) {
      String upstream = gauge.getId().getTag("upstream");
      byUpstream
          .computeIfAbsent(upstream, Heartbeat::none)
          .put(gauge.getId().getTag("state"), (long) gauge.value());
    }
    var breakers = new JsonArray();
    byUpstream.values().forEach(breakers::add);
    return breakers;
  }

  private static JsonObject none(String upstream) {
    return new JsonObject()
        .put("upstream", upstream)
        .put("closed", 0L)
        .put("half_open", 0L)
        .put("open", 0L);
  }
}
