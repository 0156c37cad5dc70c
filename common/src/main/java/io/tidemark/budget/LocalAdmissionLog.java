package io.tidemark.budget;

import io.vertx.core.json.JsonArray;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What this process was admitted lately in the short windows of one credential. Redis is told it
 * after it lost its own count; the local limiter counts by it.
 *
 * <p>Errs on the safe side: an admission counts from the end of its bucket, and what a call gave
 * back stays counted.
 */
final class LocalAdmissionLog {

  private final LongSupplier micros;
  private final Map<String, TreeMap<Long, Long>> admitted = new HashMap<>();
  private final Map<String, Long> inFlight = new HashMap<>();
  private long last;
  private volatile boolean offline;

  /**
   * @param micros a clock of our own; steps back are not followed
   */
  LocalAdmissionLog(LongSupplier micros) {
    this.micros = micros;
  }

  /** Whether this process admitted something that Redis does not know of. */
  boolean isOffline() {
    return offline;
  }

  void setOffline(boolean admittedOffline) {
    offline = admittedOffline;
  }

  /** A request without an answer counts as an admission of this moment. */
  synchronized void begin(List<Limit> limits, Map<Unit, Long> amounts) {
    limits.forEach(limit -> inFlight.merge(limit.key(), amount(limit, amounts), Long::sum));
  }

  synchronized void end(List<Limit> limits, Map<Unit, Long> amounts, boolean taken) {
    for (Limit limit : limits) {
      inFlight.merge(limit.key(), -amount(limit, amounts), Long::sum);
      if (taken && !limit.isLong() && amount(limit, amounts) > 0) {
        add(limit, now(), amount(limit, amounts));
      }
    }
  }

  private void add(Limit limit, long now, long amount) {
    if (limit.window() instanceof Window.Spacing) {
      bucketsOf(limit).clear(); // only the last one spaces the next
    } else {
      forget(limit, now, 1);
    }
    bucketsOf(limit).merge(now / limit.bucket(), amount, Long::sum);
  }

  /**
   * The admissions of a limit, as pairs of an age in microseconds and an amount.
   *
   * @param requested what of the requests in flight is part of the question to Redis itself
   */
  synchronized JsonArray snapshot(Limit limit, long requested) {
    var snapshot = new JsonArray();
    long now = now();
    bucketsOf(limit)
        .forEach(
            (index, amount) -> {
              if (freeFrom(limit, index, 1) > now) {
                long age = Math.max(0, now - (index + 1) * limit.bucket());
                snapshot.add(new JsonArray().add(age).add(amount));
              }
            });
    long flying = inFlight.getOrDefault(limit.key(), 0L) - requested;
    if (flying > 0) {
      snapshot.add(new JsonArray().add(0).add(flying));
    }
    return snapshot;
  }

  /**
   * @param stretch how many times longer than its own the window is taken; for spacing
   */
  synchronized long used(Limit limit, int stretch) {
    long now = now();
    forget(limit, now, stretch);
    return bucketsOf(limit).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Microseconds until an amount more is free under a limit of {@code most}. */
  synchronized long wait(Limit limit, long amount, long most, int stretch) {
    long need = used(limit, stretch) + amount - most;
    if (need <= 0) {
      return 0;
    }
    long freed = 0;
    for (Map.Entry<Long, Long> bucket : bucketsOf(limit).entrySet()) {
      freed += bucket.getValue();
      if (freed >= need) {
        return Math.max(1, freeFrom(limit, bucket.getKey(), stretch) - now());
      }
    }
    return limit.width() * stretch;
  }

  private void forget(Limit limit, long now, int stretch) {
    bucketsOf(limit).keySet().removeIf(index -> freeFrom(limit, index, stretch) <= now);
  }

  private static long freeFrom(Limit limit, long index, int stretch) {
    return (index + 1) * limit.bucket() + limit.width() * stretch;
  }

  private TreeMap<Long, Long> bucketsOf(Limit limit) {
    return admitted.computeIfAbsent(limit.key(), key -> new TreeMap<>());
  }

  private static long amount(Limit limit, Map<Unit, Long> amounts) {
    return limit.isLong() ? 0 : limit.of(amounts);
  }

  private long now() {
    last = Math.max(last, micros.getAsLong());
    return last;
  }
}
