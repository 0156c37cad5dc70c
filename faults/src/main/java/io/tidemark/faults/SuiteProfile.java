package io.tidemark.faults;

import java.time.Duration;

/**
 * How big a run is. All durations are real time.
 *
 * @param delivering over which the lots arrive
 * @param speed of the world's clock
 * @param kills of trackers
 * @param others faults of other kinds
 * @param lasting over which the faults are spread
 * @param unit a short trouble lasts one to two of them
 * @param prompt an hour with so much undisturbed time in one piece must have its poll
 * @param requestsPer15Minutes what the platform's budget is set to
 */
public record SuiteProfile(
    String name,
    int lots,
    int tweetsPerLot,
    Duration delivering,
    int trackers,
    double speed,
    Duration lease,
    int kills,
    int others,
    Duration lasting,
    Duration unit,
    Duration prompt,
    int requestsPer15Minutes) {

  private static final int LEAST_FAULTS = 10;

  /** In every build: three quarters of a minute. */
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

  /** Ten minutes at most. */
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

  /** As long as it takes to do so much: about five seconds each. */
  static SuiteProfile night(int faults) {
    if (faults < LEAST_FAULTS) {
      throw new IllegalArgumentException(
          "at least %d faults, not %d".formatted(LEAST_FAULTS, faults));
    }
    SuiteProfile full = full();
    Duration lasting = Duration.ofSeconds(5L * faults);
    return new SuiteProfile(
        "night",
        Math.max(500, faults * 20),
        full.tweetsPerLot(),
        lasting,
        full.trackers(),
        full.speed(),
        full.lease(),
        faults / 2,
        faults - faults / 2,
        lasting,
        full.unit(),
        full.prompt(),
        full.requestsPer15Minutes());
  }

  /** Whether there is room for faults that take ten seconds and more. */
  boolean hasTime() {
    return lasting.compareTo(Duration.ofMinutes(1)) > 0;
  }

  /** How much real time a stretch of the world's takes. */
  Duration real(Duration world) {
    return Duration.ofNanos((long) (world.toNanos() / speed));
  }

  /** How much of the world's time passes in so much real time. */
  Duration world(Duration real) {
    return Duration.ofNanos((long) (real.toNanos() * speed));
  }
}
