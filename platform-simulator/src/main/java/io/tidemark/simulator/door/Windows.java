package io.tidemark.simulator.door;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Fixed windows, each beginning with its first request. Safe for use by many threads. */
final class Windows {

  private record Count(Instant start, int requests) {}

  private final Map<String, Count> counts = new HashMap<>();

  synchronized Window take(Allowance allowance, Instant now) {
    Count count = counts.getOrDefault(allowance.counter(), new Count(now, 0));
    boolean over = !now.isBefore(count.start().plus(allowance.length()));
    // A settable clock may also be set back.
    if (over || now.isBefore(count.start())) {
      count = new Count(now, 0);
    }
    Instant resetsAt = count.start().plus(allowance.length());
    if (count.requests() >= allowance.requests()) {
      return new Window(allowance.requests(), 0, resetsAt, true);
    }
    counts.put(allowance.counter(), new Count(count.start(), count.requests() + 1));
    int remaining = allowance.requests() - count.requests() - 1;
    return new Window(allowance.requests(), remaining, resetsAt, false);
  }

  /** Forgets all windows. */
  synchronized void clear() {
    counts.clear();
  }
}
