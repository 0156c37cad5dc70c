package io.tidemark.tracker.sweeps;

import io.tidemark.jobs.JobContext;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call of a sweep, and the claim under which its result is written.
 *
 * @param requests sent for it so far
 */
record SweepCall(JobContext job, Sweep sweep, AtomicInteger requests) {

  SweepCall(JobContext job, Sweep sweep) {
    this(job, sweep, new AtomicInteger());
  }

  /** Counts one request sent. */
  void sent() {
    requests.incrementAndGet();
  }
}
