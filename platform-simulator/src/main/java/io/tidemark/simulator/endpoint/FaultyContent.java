package io.tidemark.simulator.endpoint;

import io.tidemark.simulator.faults.OddCounter;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;

/**
 * Applies content faults to tweets and posts: omitted, repeated or foreign ids, and wrong counters.
 */
public final class FaultyContent {

  /** Share of tweets that remain in a sparse response. */
  private static final double KEPT = 0.1;

  /** Running numbers never reach this bit, so no tweet has such an id. */
  private static final long UNUSED_BIT = 1L << 21;

  private static final SimulatedCounters ZEROS = new SimulatedCounters(0, 0, 0, 0, 0, 0);

  private FaultyContent() {}

  /** True when this tweet is left out silently. */
  public static boolean omitted(SimulatedTweet tweet, PlatformRequest request) {
    return omitted(tweet.id(), request);
  }

  /** True when this post is left out silently. */
  public static boolean omitted(String id, PlatformRequest request) {
    PlatformFaults faults = request.faults();
    SeededRandom random = request.random();
    return faults.content().omitIds().contains(id)
        || random.hits(faults.content().omitRate(), "omit " + id)
        || (random.hits(faults.content().sparseAnswers(), "sparse")
            && random.nextDouble("sparse " + id) >= KEPT);
  }

  /** The counters that the platform returns for a tweet at the time of the call. */
  public static SimulatedCounters of(SimulatedTweet tweet, PlatformRequest request) {
    return of(tweet.id(), tweet.countersAt(request.now()), request);
  }

  /** The counters that the platform returns. */
  public static SimulatedCounters of(String id, SimulatedCounters truth, PlatformRequest request) {
    if (request.random().hits(request.faults().content().zeroCounters(), "zero " + id)) {
      return ZEROS;
    }
    return request.random().hits(request.faults().content().counterDips(), "dip " + id)
        ? dipped(truth, request.random().nextDouble("depth " + id))
        : truth;
  }

  /** The counters of the second copy of a repeated tweet. */
  public static SimulatedCounters second(SimulatedCounters first) {
    return new SimulatedCounters(
        first.retweets() / 10,
        first.replies() / 10,
        first.likes() / 10,
        first.quotes() / 10,
        first.views() / 10,
        first.bookmarks() / 10);
  }

  /** True when this tweet is returned twice. */
  public static boolean repeated(String id, PlatformRequest request) {
    return request.random().hits(request.faults().content().repeatedIds(), "repeat " + id);
  }

  /** The id that is returned for a tweet: its own, or one that no tweet has. */
  public static String shownId(SimulatedTweet tweet, PlatformRequest request) {
    return request.random().hits(request.faults().content().foreignIds(), "foreign " + tweet.id())
        ? Long.toString(tweet.number() ^ UNUSED_BIT)
        : tweet.id();
  }

  /**
   * The likes as a JSON value: a number, or the value that {@code oddCounter} puts in its place.
   */
  public static Object likes(String id, long likes, PlatformFaults faults, SeededRandom random) {
    OddCounter odd = faults.content().oddCounter();
    return odd != null && random.hits(faults.content().oddCounterRate(), "odd " + id)
        ? odd.of(likes, random.nextDouble("odd kind " + id))
        : likes;
  }

  /** Lowers one of the larger counters by one to three, so that the dip is visible. */
  private static SimulatedCounters dipped(SimulatedCounters c, double roll) {
    long less = 1 + (long) (roll * 3);
    if (c.likes() >= less) {
      return new SimulatedCounters(
          c.retweets(), c.replies(), c.likes() - less, c.quotes(), c.views(), c.bookmarks());
    }
    long views = Math.max(0, c.views() - less);
    return new SimulatedCounters(
        c.retweets(), c.replies(), c.likes(), c.quotes(), views, c.bookmarks());
  }
}
