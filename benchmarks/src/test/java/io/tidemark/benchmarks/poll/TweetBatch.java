package io.tidemark.benchmarks.poll;

import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.tweets.Counters;
import java.time.Instant;
import java.util.List;

/**
 * Tweets that arrived together and are due together; tweet 1 is the first.
 *
 * @param zones their names; lots go to them in turn
 * @param polledAt when they are due and have waited for company long enough
 */
public record TweetBatch(
    List<String> zones, Instant arrivedAt, Instant polledAt, List<SimulatedTweet> tweets) {

  /** As webhooks bring them where rules are busy (docs/life-of-a-lot.md). */
  static final int LOT = 5;

  /** Copies. */
  public TweetBatch {
    zones = List.copyOf(zones);
    tweets = List.copyOf(tweets);
  }

  int size() {
    return tweets.size();
  }

  int lots() {
    return (size() + LOT - 1) / LOT;
  }

  /** The lot of a tweet; both count from 1. */
  static long lotOf(long tweet) {
    return (tweet - 1) / LOT + 1;
  }

  String zoneOf(long tweet) {
    return zones.get((int) (lotOf(tweet) % zones.size()));
  }

  SimulatedTweet tweet(long number) {
    return tweets.get((int) number - 1);
  }

  /** What the delivery said, or what the poll will say. */
  static Counters counters(SimulatedTweet tweet, Instant at) {
    var counters = tweet.countersAt(at);
    return new Counters(
        counters.retweets(),
        counters.replies(),
        counters.likes(),
        counters.quotes(),
        counters.views(),
        counters.bookmarks());
  }
}
