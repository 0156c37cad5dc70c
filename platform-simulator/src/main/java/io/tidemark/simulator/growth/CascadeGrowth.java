package io.tidemark.simulator.growth;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The growth of a viral tweet. Its retweets follow a recorded cascade. No public time series of the
 * other counters exists; they follow the retweets with factors drawn once per tweet, each slightly
 * ahead or behind.
 */
public final class CascadeGrowth implements Growth {

  private final RecordedCascade recorded;
  private final Follower likes;
  private final Follower replies;
  private final Follower quotes;
  private final Follower views;
  private final Follower bookmarks;

  private CascadeGrowth(RecordedCascade recorded, SplittableRandom random) {
    this.recorded = recorded;
    likes = Follower.draw(5, 9, random);
    replies = Follower.draw(0.3, 0.6, random);
    quotes = Follower.draw(0.1, 0.3, random);
    views = Follower.draw(200, 600, random);
    bookmarks = Follower.draw(0.2 * likes.factor / 5, 0.5 * likes.factor / 5, random);
  }

  /** Draws one of the recorded cascades; the same seed draws the same. */
  public static CascadeGrowth draw(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new CascadeGrowth(RecordedCascade.any(random), random);
  }

  @Override
  public String kind() {
    return "Cascade";
  }

  @Override
  public SimulatedCounters at(Duration age) {
    if (age.isNegative()) {
      return SimulatedCounters.ZERO;
    }
    double seconds = age.toMillis() / 1000.0;
    return new SimulatedCounters(
        recorded.countUntil(seconds),
        replies.at(seconds, recorded),
        likes.at(seconds, recorded),
        quotes.at(seconds, recorded),
        views.at(seconds, recorded),
        bookmarks.at(seconds, recorded));
  }

  /**
   * @param speed above 1 the counter leads the retweets, below 1 it trails them
   * @param wave number of retweets in one oscillation of the ratio
   */
  private record Follower(double factor, double speed, double wave, double phase) {

    /** Must be below 1; otherwise a counter could fall. */
    private static final double SWING = 0.4;

    static Follower draw(double least, double most, SplittableRandom random) {
      return new Follower(
          random.nextDouble(least, most),
          random.nextDouble(0.92, 1.08),
          random.nextDouble(4, 8),
          random.nextDouble(2 * Math.PI));
    }

    long at(double seconds, RecordedCascade recorded) {
      double retweets = recorded.countUntil(seconds * speed);
      double noise = SWING * wave * (Math.sin(retweets / wave + phase) - Math.sin(phase));
      return (long) (factor * (retweets + noise));
    }
  }
}
