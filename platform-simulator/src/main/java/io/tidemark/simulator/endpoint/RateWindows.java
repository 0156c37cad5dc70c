package io.tidemark.simulator.endpoint;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Fixed windows, each beginning with its first request, and sliding ones. Safe for use by many
 * threads.
 */
final class RateWindows {

  private record Count(Instant start, int requests) {}

  private final Map<String, Count> counts = new HashMap<>();

  /** The requests in each sliding window, oldest first. */
  private final Map<String, Deque<Instant>> moments = new HashMap<>();

  synchronized RateWindow take(RequestLimit allowance, Instant now) {
    if (allowance.slides()) {
      return slide(allowance, now);
    }
    Count count = counts.getOrDefault(allowance.counter(), new Count(now, 0));
    boolean over = !now.isBefore(count.start().plus(allowance.length()));
    // A settable clock may also be set back.
    if (over || now.isBefore(count.start())) {
      count = new Count(now, 0);
    }
    Instant resetsAt = count.start().plus(allowance.length());
    if (count.requests() >= allowance.requests()) {
      return new RateWindow(allowance.requests(), 0, resetsAt, true);
    }
    counts.put(allowance.counter(), new Count(count.start(), count.requests() + 1));
    int remaining = allowance.requests() - count.requests() - 1;
    return new RateWindow(allowance.requests(), remaining, resetsAt, false);
  }

  private RateWindow slide(RequestLimit allowance, Instant now) {
    Deque<Instant> taken =
        moments.computeIfAbsent(allowance.counter(), counter -> new ArrayDeque<>());
    Instant end = now.minus(allowance.length());
    // A settable clock may also be set back.
    taken.removeIf(moment -> !moment.isAfter(end) || moment.isAfter(now));
    boolean exceeded = taken.size() >= allowance.requests();
    if (!exceeded) {
      taken.addLast(now);
    }
    Instant oldest = taken.isEmpty() ? now : taken.getFirst();
    int remaining = Math.max(0, allowance.requests() - taken.size());
    return new RateWindow(
        allowance.requests(), remaining, oldest.plus(allowance.length()), exceeded);
  }

  /** Resets all windows. */
  synchronized void clear() {
    moments.clear();
    counts.clear();
  }
}
