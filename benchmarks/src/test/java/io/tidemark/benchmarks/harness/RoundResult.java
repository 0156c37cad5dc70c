package io.tidemark.benchmarks.harness;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * One side's work, once.
 *
 * @param amount of what the benchmark counts: tweets, lots, admissions
 * @param took real time
 * @param done rows of each kind that are really there afterwards, counted where they are stored and
 *     outside the measured time; sides are compared only when theirs are the same
 */
public record RoundResult(long amount, Duration took, Map<String, Long> done) {

  /** A copy; refuses work that took no time. */
  public RoundResult {
    if (took.isNegative() || took.isZero()) {
      throw new IllegalArgumentException("a round cannot have taken " + took);
    }
    done = Map.copyOf(new TreeMap<>(done));
  }

  double perSecond() {
    return amount * 1e9 / took.toNanos();
  }
}
