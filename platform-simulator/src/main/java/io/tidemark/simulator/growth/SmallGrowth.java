package io.tidemark.simulator.growth;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The growth of a tweet with few reactions. Their number has a heavy tail, {@code P(N >= n) = 1/n};
 * their times are drawn from one recorded cascade.
 */
public final class SmallGrowth implements Growth {

  /**
   * Below the smallest recorded cascade (2,041 retweets); larger tweets use {@link CascadeGrowth}.
   */
  public static final int MOST_EVENTS = 2_000;

  private static final int LIKE = 0;
  private static final int RETWEET = 1;
  private static final int REPLY = 2;
  private static final int QUOTE = 3;

  /** Seconds shifted left by two, and the kind in the two lowest bits; sorted. */
  private final int[] events;

  private final int viewsPerEvent;
  private final int viewsOfItsOwn;

  private SmallGrowth(int count, SplittableRandom random) {
    RecordedCascade cascade = RecordedCascade.any(random);
    events = new int[count];
    for (int i = 0; i < count; i++) {
      events[i] = cascade.seconds(random.nextInt(cascade.size())) << 2 | kind(random.nextDouble());
    }
    Arrays.sort(events);
    viewsPerEvent = random.nextInt(15, 80);
    viewsOfItsOwn = random.nextInt(20, 300);
  }

  /** Draws the number of reactions and their times; the same seed draws the same. */
  public static SmallGrowth draw(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    // 1 - nextDouble() lies in (0, 1].
    double events = Math.min(MOST_EVENTS, 1 / (1 - random.nextDouble()));
    return new SmallGrowth((int) events, random);
  }

  /**
   * Draws the times of so many reactions.
   *
   * @throws IllegalArgumentException when it is negative or above {@link #MOST_EVENTS}
   */
  public static SmallGrowth withEvents(int count, long seed) {
    if (count < 0 || count > MOST_EVENTS) {
      throw new IllegalArgumentException(
          "events must be between 0 and " + MOST_EVENTS + ", not " + count);
    }
    return new SmallGrowth(count, new SplittableRandom(seed));
  }

  /** The final number of reactions. */
  public int events() {
    return events.length;
  }

  @Override
  public String kind() {
    return "SmallTweet";
  }

  @Override
  public SimulatedCounters at(Duration age) {
    long[] counts = new long[4];
    int happened = 0;
    long seconds = age.toSeconds();
    while (!age.isNegative() && happened < events.length && events[happened] >> 2 <= seconds) {
      counts[events[happened] & 3]++;
      happened++;
    }
    long views =
        (long) viewsPerEvent * happened + (long) (viewsOfItsOwn * OrganicViews.shareSeenAt(age));
    return new SimulatedCounters(
        counts[RETWEET], counts[REPLY], counts[LIKE], counts[QUOTE], views, counts[LIKE] / 15);
  }

  private static int kind(double roll) {
    if (roll < 0.75) {
      return LIKE;
    }
    if (roll < 0.87) {
      return RETWEET;
    }
    return roll < 0.95 ? REPLY : QUOTE;
  }
}
