package io.tidemark.benchmarks.harness;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of one round of one contestant.
 *
 * @param amount amount of work: tweets, lots, admissions
 * @param took real time
 * @param done stored rows of each kind, counted outside the measured time; contestants are compared
 *     only when theirs are equal
 */
public record RoundResult(long amount, Duration took, Map<String, Long> done) {

  /** Copies the map and rejects a duration of zero. */
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
