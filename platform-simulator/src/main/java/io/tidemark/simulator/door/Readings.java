package io.tidemark.simulator.door;

import io.tidemark.simulator.growth.Counters;
import io.tidemark.simulator.switches.OddCounter;
import io.tidemark.simulator.switches.Switches;
import io.tidemark.simulator.tweets.SimulatedTweet;

/** What a platform reads off a tweet: the truth, or now and then a little less. */
public final class Readings {

  /** What is left of an answer that leaves most out. */
  private static final double KEPT = 0.1;

  /** Running numbers do not reach it, so no tweet has such an id. */
  private static final long NOBODYS = 1L << 21;

  private static final Counters ZEROS = new Counters(0, 0, 0, 0, 0, 0);

  private Readings() {}

  /** True when this found tweet is to be left out without a word. */
  public static boolean omitted(SimulatedTweet tweet, Visit visit) {
    return omitted(tweet.id(), visit);
  }

  /** True when this found post is to be left out without a word. */
  public static boolean omitted(String id, Visit visit) {
    Switches faults = visit.faults();
    Dice dice = visit.dice();
    return faults.content().omitIds().contains(id)
        || dice.hits(faults.content().omitRate(), "omit " + id)
        || (dice.hits(faults.content().sparseAnswers(), "sparse")
            && dice.roll("sparse " + id) >= KEPT);
  }

  public static Counters of(SimulatedTweet tweet, Visit visit) {
    return of(tweet.id(), tweet.countersAt(visit.now()), visit);
  }

  /** The post's counters as they are read. */
  public static Counters of(String id, Counters truth, Visit visit) {
    if (visit.dice().hits(visit.faults().content().zeroCounters(), "zero " + id)) {
      return ZEROS;
    }
    return visit.dice().hits(visit.faults().content().counterDips(), "dip " + id)
        ? dipped(truth, visit.dice().roll("depth " + id))
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
  public static boolean repeated(String id, Visit visit) {
    return visit.dice().hits(visit.faults().content().repeatedIds(), "repeat " + id);
  }

  /** The id under which a tweet is shown: its own, or one that nobody has. */
  public static String shownId(SimulatedTweet tweet, Visit visit) {
    return visit.dice().hits(visit.faults().content().foreignIds(), "foreign " + tweet.id())
        ? Long.toString(tweet.number() ^ NOBODYS)
        : tweet.id();
  }

  /** The likes as they stand in JSON: a number, or what is switched on in its place. */
  public static Object likes(String id, long likes, Switches faults, Dice dice) {
    OddCounter odd = faults.content().oddCounter();
    return odd != null && dice.hits(faults.content().oddCounterRate(), "odd " + id)
        ? odd.of(likes, dice.roll("odd kind " + id))
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
