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

  synchronized RateWindow take(RequestLimit limit, Instant now) {
    if (limit.slides()) {
      return slide(limit, now);
    }
    Count count = counts.getOrDefault(limit.counter(), new Count(now, 0));
    boolean over = !now.isBefore(count.start().plus(limit.length()));
    // A settable clock may also be set back.
    if (over || now.isBefore(count.start())) {
      count = new Count(now, 0);
    }
    Instant resetsAt = count.start().plus(limit.length());
    if (count.requests() >= limit.requests()) {
      return new RateWindow(limit.requests(), 0, resetsAt, true);
    }
    counts.put(limit.counter(), new Count(count.start(), count.requests() + 1));
    int remaining = limit.requests() - count.requests() - 1;
    return new RateWindow(limit.requests(), remaining, resetsAt, false);
  }

  private RateWindow slide(RequestLimit limit, Instant now) {
    Deque<Instant> taken = moments.computeIfAbsent(limit.counter(), counter -> new ArrayDeque<>());
    Instant end = now.minus(limit.length());
    // A settable clock may also be set back.
    taken.removeIf(moment -> !moment.isAfter(end) || moment.isAfter(now));
    boolean exceeded = taken.size() >= limit.requests();
    if (!exceeded) {
      taken.addLast(now);
    }
    Instant oldest = taken.isEmpty() ? now : taken.getFirst();
    int remaining = Math.max(0, limit.requests() - taken.size());
    return new RateWindow(limit.requests(), remaining, oldest.plus(limit.length()), exceeded);
  }

  /** Resets all windows. */
  synchronized void clear() {
    moments.clear();
    counts.clear();
  }
}
