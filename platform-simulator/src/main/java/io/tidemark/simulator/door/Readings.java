package io.tidemark.simulator.door;

import io.tidemark.simulator.growth.Counters;
import io.tidemark.simulator.tweets.SimulatedTweet;

/** What a platform reads off a tweet: the truth, or now and then a little less. */
public final class Readings {

  private Readings() {}

  /** True when this found tweet is to be left out without a word. */
  public static boolean omitted(SimulatedTweet tweet, Visit visit) {
    return omitted(tweet.id(), visit);
  }

  /** True when this found post is to be left out without a word. */
  public static boolean omitted(String id, Visit visit) {
    return visit.switches().omitIds().contains(id)
        || visit.dice().hits(visit.switches().omitRate(), "omit " + id);
  }

  public static Counters of(SimulatedTweet tweet, Visit visit) {
    return of(tweet.id(), tweet.countersAt(visit.now()), visit);
  }

  /** The post's counters as they are read. */
  public static Counters of(String id, Counters truth, Visit visit) {
    return visit.dice().hits(visit.switches().counterDips(), "dip " + id)
        ? dipped(truth, visit.dice().roll("depth " + id))
        : truth;
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
