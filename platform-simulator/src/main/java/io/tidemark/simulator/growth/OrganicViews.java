package io.tidemark.simulator.growth;

import java.time.Duration;

/** Views that do not come from reactions: many at first, then fewer. */
final class OrganicViews {

  private static final double HALF_LIFE_SECONDS = Duration.ofHours(3).toSeconds();

  private OrganicViews() {}

  static double shareSeenAt(Duration age) {
    return age.isNegative() ? 0 : 1 - Math.pow(0.5, age.toSeconds() / HALF_LIFE_SECONDS);
  }
}
