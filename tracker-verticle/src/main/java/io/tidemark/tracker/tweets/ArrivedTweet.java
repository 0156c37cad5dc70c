package io.tidemark.tracker.tweets;

import java.time.Instant;

/**
 * A tweet as a delivery brought it to a zone.
 *
 * @param at when the delivery came
 * @param waited whether the delivery has waited since, so that newer data may be known
 */
public record ArrivedTweet(String zone, Tweet tweet, Instant at, boolean waited) {

  /** The key of its row. */
  public ZoneTweet key() {
    return new ZoneTweet(zone, tweet.tweetId());
  }
}
