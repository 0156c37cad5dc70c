package io.tidemark.simulator.growth;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A tweet without reactions and with a few views. About three quarters of all tweets end like this
 * or nearly so.
 *
 * @param finalViews the final number of views
 */
public record NoGrowth(int finalViews) implements Growth {

  public NoGrowth {
    if (finalViews < 0) {
      throw new IllegalArgumentException("finalViews must not be negative, but is " + finalViews);
    }
  }

  /** Draws up to 60 final views; the same seed draws the same. */
  public static NoGrowth draw(long seed) {
    return new NoGrowth(new SplittableRandom(seed).nextInt(60));
  }

  @Override
  public String kind() {
    return "NeverMoves";
  }

  @Override
  public SimulatedCounters at(Duration age) {
    long views = (long) (finalViews * OrganicViews.shareSeenAt(age));
    return new SimulatedCounters(0, 0, 0, 0, views, 0);
  }
}
