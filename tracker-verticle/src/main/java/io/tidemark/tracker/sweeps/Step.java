package io.tidemark.tracker.sweeps;

import io.tidemark.jobs.Claim;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call of a cycle and what is written for it.
 *
 * @param requests that really went out for it
 */
record Step(Claim claim, Cycle cycle, AtomicInteger requests) {

  Step(Claim claim, Cycle cycle) {
    this(claim, cycle, new AtomicInteger());
  }

  /** Counts one request. */
  void sent() {
    requests.incrementAndGet();
  }
}
