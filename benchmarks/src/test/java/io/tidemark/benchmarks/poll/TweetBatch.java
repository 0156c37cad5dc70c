package io.tidemark.benchmarks.poll;

import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.tweets.Counters;
import java.time.Instant;
import java.util.List;

/**
 * Tweets that arrived together and are due together; numbered from 1.
 *
 * @param zones names of the zones; lots are assigned in turn
 * @param polledAt time at which they are due, after the coalescing delay
 */
public record TweetBatch(
    List<String> zones, Instant arrivedAt, Instant polledAt, List<SimulatedTweet> tweets) {

  /** The typical size of a lot of a busy rule (docs/life-of-a-lot.md). */
  static final int LOT = 5;

  /** Copies the collections. */
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

  /** The lot of a tweet; both are numbered from 1. */
  static long lotOf(long tweet) {
    return (tweet - 1) / LOT + 1;
  }

  String zoneOf(long tweet) {
    return zones.get((int) (lotOf(tweet) % zones.size()));
  }

  SimulatedTweet tweet(long number) {
    return tweets.get((int) number - 1);
  }

  /** The counters of the delivery or of the poll. */
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
