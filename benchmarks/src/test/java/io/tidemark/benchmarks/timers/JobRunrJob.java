package io.tidemark.benchmarks.timers;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What JobRunr runs: it finds it by its name, and wants it public. */
public final class JobRunrJob {

  static final LongAdder handled = new LongAdder();
  static final AtomicLong first = new AtomicLong();

  private JobRunrJob() {}

  /** Notes that it ran, and when the first did. */
  public static void handle(long lot) {
    if (first.get() == 0) {
      first.compareAndSet(0, System.nanoTime());
    }
    handled.increment();
  }
}
