package io.tidemark.simulator.endpoint;

import io.tidemark.simulator.growth.Counters;
import io.tidemark.simulator.switches.OddCounter;
import io.tidemark.simulator.switches.Switches;
import io.tidemark.simulator.tweets.SimulatedTweet;

/** What a platform reads off a tweet: the truth, or now and then a little less. */
public final class FaultyContent {

  /** What is left of an answer that leaves most out. */
  private static final double KEPT = 0.1;

  /** Running numbers do not reach it, so no tweet has such an id. */
  private static final long NOBODYS = 1L << 21;

  private static final Counters ZEROS = new Counters(0, 0, 0, 0, 0, 0);

  private FaultyContent() {}

  /** True when this found tweet is to be left out without a word. */
  public static boolean omitted(SimulatedTweet tweet, PlatformRequest request) {
    return omitted(tweet.id(), request);
  }

  /** True when this found post is to be left out without a word. */
  public static boolean omitted(String id, PlatformRequest request) {
    Switches faults = request.faults();
    SeededRandom random = request.random();
    return faults.content().omitIds().contains(id)
        || random.hits(faults.content().omitRate(), "omit " + id)
        || (random.hits(faults.content().sparseAnswers(), "sparse")
            && random.nextDouble("sparse " + id) >= KEPT);
  }

  public static Counters of(SimulatedTweet tweet, PlatformRequest request) {
    return of(tweet.id(), tweet.countersAt(request.now()), request);
  }

  /** The post's counters as they are read. */
  public static Counters of(String id, Counters truth, PlatformRequest request) {
    if (request.random().hits(request.faults().content().zeroCounters(), "zero " + id)) {
      return ZEROS;
    }
    return request.random().hits(request.faults().content().counterDips(), "dip " + id)
        ? dipped(truth, request.random().nextDouble("depth " + id))
        : truth;
  }

  /** What an answer says the second time of a tweet that is in it twice. */
  public static Counters second(Counters first) {
    return new Counters(
        first.retweets() / 10,
        first.replies() / 10,
        first.likes() / 10,
        first.quotes() / 10,
        first.views() / 10,
        first.bookmarks() / 10);
  }

  /** True when this tweet is to be in the answer twice. */
  public static boolean repeated(String id, PlatformRequest request) {
    return request.random().hits(request.faults().content().repeatedIds(), "repeat " + id);
  }

  /** The id under which a tweet is shown: its own, or one that nobody has. */
  public static String shownId(SimulatedTweet tweet, PlatformRequest request) {
    return request.random().hits(request.faults().content().foreignIds(), "foreign " + tweet.id())
        ? Long.toString(tweet.number() ^ NOBODYS)
        : tweet.id();
  }

  /** The likes as they stand in JSON: a number, or what is switched on in its place. */
  public static Object likes(String id, long likes, Switches faults, SeededRandom random) {
    OddCounter odd = faults.content().oddCounter();
    return odd != null && random.hits(faults.content().oddCounterRate(), "odd " + id)
        ? odd.of(likes, random.nextDouble("odd kind " + id))
        : likes;
  }

  /** One of the greater counters is one to three lower, so that a dip can be seen. */
  private static Counters dipped(Counters c, double roll) {
    long less = 1 + (long) (roll * 3);
    if (c.likes() >= less) {
      return new Counters(
          c.retweets(), c.replies(), c.likes() - less, c.quotes(), c.views(), c.bookmarks());
    }
    long views = Math.max(0, c.views() - less);
    return new Counters(c.retweets(), c.replies(), c.likes(), c.quotes(), views, c.bookmarks());
  }
}
