package io.tidemark.simulator.growth;

import java.time.Duration;

/** How views arrive that nobody's reaction brought about: quickly at first, then ever slower. */
final class OrganicViews {

  private static final double HALF_LIFE_SECONDS = Duration.ofHours(3).toSeconds();

  private OrganicViews() {}

  static double shareSeenAt(Duration age) {
    return age.isNegative() ? 0 : 1 - Math.pow(0.5, age.toSeconds() / HALF_LIFE_SECONDS);
  }
}
