package io.tidemark.tracker.sweeps;

import io.tidemark.jobs.JobContext;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One call of a cycle and what is written for it.
 *
 * @param requests that really went out for it
 */
record Step(JobContext job, Cycle cycle, AtomicInteger requests) {

  Step(JobContext job, Cycle cycle) {
    this(job, cycle, new AtomicInteger());
  }

  /** Counts one request. */
  void sent() {
    requests.incrementAndGet();
  }
}
