package io.tidemark.upstream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.processes.Heartbeat;
import io.vertx.circuitbreaker.CircuitBreakerState;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many breakers of an upstream stand in which state, as a meter. Credentials come and go by the
 * thousand, so none has a meter of its own, and one that is gone is not counted.
 */
final class Breakers {

  private static final Map<MeterRegistry, Map<String, Set<Breaker>>> KNOWN =
      Collections.synchronizedMap(new WeakHashMap<>());

  private Breakers() {}

  static void watch(MeterRegistry meters, String upstream, Breaker breaker) {
    KNOWN
        .computeIfAbsent(meters, first -> new ConcurrentHashMap<>())
        .computeIfAbsent(upstream, first -> metered(meters, upstream))
        .add(breaker);
  }

  private static Set<Breaker> metered(MeterRegistry meters, String upstream) {
    Set<Breaker> breakers =
        Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    for (CircuitBreakerState state : CircuitBreakerState.values()) {
      Gauge.builder(Heartbeat.BREAKERS_METER, breakers, all -> count(all, state))
          .tags("upstream", upstream, "state", state.name().toLowerCase(Locale.ROOT))
          .strongReference(true)
          .register(meters);
    }
    return breakers;
  }

  private static long count(Set<Breaker> breakers, CircuitBreakerState state) {
    synchronized (breakers) {
      return breakers.stream().filter(breaker -> breaker.state() == state).count();
    }
  }
}
