package io.tidemark.flow;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets one log line about the same thing through every 30 seconds, and counts the others. */
public final class LogThrottle {

  private static final long BETWEEN_LINES = Duration.ofSeconds(30).toNanos();

  private final LongSupplier nanoTime;
  private final AtomicLong nextLine;
  private final AtomicLong heldBack = new AtomicLong();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public LogThrottle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.nextLine = new AtomicLong(nanoTime.getAsLong());
  }

  /**
   * Asks for a line.
   *
   * @return how many were held back since the line before; empty when this one is held back too
   */
  public OptionalLong next() {
    long now = nanoTime.getAsLong();
    long next = nextLine.get();
    if (now - next >= 0 && nextLine.compareAndSet(next, now + BETWEEN_LINES)) {
      return OptionalLong.of(heldBack.getAndSet(0));
    }
    heldBack.incrementAndGet();
    return OptionalLong.empty();
  }
}
