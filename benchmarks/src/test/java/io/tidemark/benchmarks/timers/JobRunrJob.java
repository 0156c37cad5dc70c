package io.tidemark.benchmarks.timers;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The job of JobRunr, which is looked up by name and must be public. */
public final class JobRunrJob {

  static final LongAdder handled = new LongAdder();
  static final AtomicLong first = new AtomicLong();

  private JobRunrJob() {}

  /** Counts the run, and records the time of the first. */
  public static void handle(long lot) {
    if (first.get() == 0) {
      first.compareAndSet(0, System.nanoTime());
    }
    handled.increment();
  }
}
