package io.tidemark.faults;

import java.time.Duration;

/**
 * The size of a run. All durations are real time.
 *
 * @param deliveryPeriod period in which the lots arrive
 * @param speed of the world's clock
 * @param kills of trackers
 * @param otherFaults number of other faults
 * @param faultPeriod period over which the faults are spread
 * @param unit unit of duration: a short fault lasts one to two
 * @param pollWithin uninterrupted undisturbed time within which the poll of an hour must happen
 * @param requestsPer15Minutes the platform's budget
 */
public record SuiteProfile(
    String name,
    int lots,
    int tweetsPerLot,
    Duration deliveryPeriod,
    int trackers,
    double speed,
    Duration lease,
    int kills,
    int otherFaults,
    Duration faultPeriod,
    Duration unit,
    Duration pollWithin,
    int requestsPer15Minutes) {

  private static final int LEAST_FAULTS = 10;

  /** The profile of every build: three quarters of a minute. */
  static SuiteProfile brief() {
    return new SuiteProfile(
        "brief",
        300,
        2,
        Duration.ofSeconds(5),
        2,
        720,
        Duration.ofSeconds(2),
        3,
        7,
        Duration.ofSeconds(30),
        Duration.ofMillis(600),
        Duration.ofMillis(3_500),
        24);
  }

  /** The full profile: at most ten minutes. */
  static SuiteProfile full() {
    return new SuiteProfile(
        "full",
        5_000,
        2,
        Duration.ofSeconds(60),
        3,
        60,
        Duration.ofSeconds(4),
        32,
        28,
        Duration.ofSeconds(340),
        Duration.ofSeconds(2),
        Duration.ofSeconds(20),
        200);
  }

  /** A profile of this many faults: about five seconds each. */
  static SuiteProfile night(int faults) {
    if (faults < LEAST_FAULTS) {
      throw new IllegalArgumentException(
          "at least %d faults, not %d".formatted(LEAST_FAULTS, faults));
    }
    SuiteProfile full = full();
    Duration faultPeriod = Duration.ofSeconds(5L * faults);
    return new SuiteProfile(
        "night",
        Math.max(500, faults * 20),
        full.tweetsPerLot(),
        faultPeriod,
        full.trackers(),
        full.speed(),
        full.lease(),
        faults / 2,
        faults - faults / 2,
        faultPeriod,
        full.unit(),
        full.pollWithin(),
        full.requestsPer15Minutes());
  }

  /** Whether the run has time for faults that take ten seconds or more. */
  boolean isLong() {
    return faultPeriod.compareTo(Duration.ofMinutes(1)) > 0;
  }

  /** Converts a duration of the world's clock to real time. */
  Duration real(Duration world) {
    return Duration.ofNanos((long) (world.toNanos() / speed));
  }

  /** Converts a real duration to the world's clock. */
  Duration world(Duration real) {
    return Duration.ofNanos((long) (real.toNanos() * speed));
  }
}
