package io.tidemark.faults;

import io.tidemark.faults.Database.LotClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Observes the duration of lot claims in the database, which is that of the pass that holds them.
 */
final class ClaimObserver {

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /**
   * @param late part of that time in which the observer was delayed by a busy machine
   */
  private record Observation(Instant first, Instant last, Duration late) {
    Duration length() {
      return Duration.between(first, last).minus(late);
    }
  }

  private final Duration mostBetweenLooks;
  private final Map<LotClaim, Observation> observed = new HashMap<>();
  private Instant lookedAt = Instant.MIN;

  /**
   * @param mostBetweenLooks the expected interval of observations on the world's clock; what
   *     exceeds it counts as delay of the machine
   */
  ClaimObserver(Duration mostBetweenLooks) {
    this.mostBetweenLooks = mostBetweenLooks;
  }

  static ClaimObserver in(SuiteProfile profile) {
    return new ClaimObserver(profile.world(LOOK_EVERY.multipliedBy(2)));
  }

  synchronized void observe(Instant now, Set<LotClaim> claims) {
    Instant expected = lookedAt.equals(Instant.MIN) ? now : lookedAt.plus(mostBetweenLooks);
    Duration late = now.isAfter(expected) ? Duration.between(expected, now) : Duration.ZERO;
    for (LotClaim claim : claims) {
      observed.merge(
          claim,
          new Observation(now, now, Duration.ZERO),
          (before, again) -> new Observation(before.first, again.last, before.late.plus(late)));
    }
    lookedAt = now;
  }

  /** Observes until the latch is open. */
  void watch(FaultEnvironment environment, CountDownLatch over) throws InterruptedException {
    do {
      try {
        observe(environment.clock().instant(), environment.database().claims(null));
      } catch (SQLException away) {
        // The database is unavailable; the next attempt follows.
      }
    } while (!over.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** The longest claim outside of these faults. */
  synchronized Duration longest(FaultLog excuses) {
    return observed.values().stream()
        .filter(claim -> isUndisturbed(claim, excuses))
        .map(Observation::length)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** Claims that lasted too long outside of these faults. */
  synchronized List<String> longerThan(Duration most, FaultLog excuses) {
    return observed.entrySet().stream()
        .filter(claim -> isUndisturbed(claim.getValue(), excuses))
        .filter(claim -> claim.getValue().length().compareTo(most) > 0)
        .map(claim -> "lot %d from %s".formatted(claim.getKey().lot(), claim.getValue().first()))
        .sorted()
        .toList();
  }

  private static boolean isUndisturbed(Observation claim, FaultLog excuses) {
    return excuses.all().stream()
        .noneMatch(
            entry -> entry.from().isBefore(claim.last) && entry.until().isAfter(claim.first));
  }
}
