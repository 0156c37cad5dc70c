package io.tidemark.jobs;

import io.tidemark.clock.WorldClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a worker looks again that could claim nothing although something is overdue: another session
 * has the row locked, perhaps for as long as the database's timeouts let it. Each such look waits
 * longer than the one before, from 100 ms to 2 s of real time and up to a quarter more, so that
 * many workers neither load a slow database nor look all at once.
 *
 * <p>Belongs to one worker; not thread-safe.
 */
public final class ClaimBackoff {

  /** Real time after the first look that found something overdue and claimed nothing. */
  public static final Duration FIRST = Duration.ofMillis(100);

  private static final Duration LONGEST = Duration.ofSeconds(2);

  private final WorldClock clock;
  private Duration wait = FIRST;

  public ClaimBackoff(WorldClock clock) {
    this.clock = clock;
  }

  /**
   * Puts off what is overdue and could not be claimed.
   *
   * @param claimed how many timers the look claimed
   * @param next when the next free timer is due, as the look found it
   * @return {@code next} when something was claimed or nothing is overdue; otherwise the time of
   *     the next look, by the world's clock
   */
  public Optional<Instant> after(int claimed, Optional<Instant> next) {
    Instant now = clock.instant();
    if (claimed > 0 || next.isEmpty() || next.get().isAfter(now)) {
      wait = FIRST;
      return next;
    }
    double longer = wait.toNanos() * ThreadLocalRandom.current().nextDouble(1, 1.25);
    Duration doubled = wait.multipliedBy(2);
    wait = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    // A world that is faster than ours has more of its time in the same wait; in microseconds.
    return Optional.of(now.plusNanos((long) (longer * clock.speed() / 1_000) * 1_000));
  }
}
