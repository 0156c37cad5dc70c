package io.tidemark.tracker.sweeps;

import io.tidemark.jobs.JobContext;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call of a cycle and what is written for it.
 *
 * @param requests that really went out for it
 */
record SweepCall(JobContext job, Sweep sweep, AtomicInteger requests) {

  SweepCall(JobContext job, Sweep sweep) {
    this(job, sweep, new AtomicInteger());
  }

  /** Counts one request. */
  void sent() {
    requests.incrementAndGet();
  }
}
