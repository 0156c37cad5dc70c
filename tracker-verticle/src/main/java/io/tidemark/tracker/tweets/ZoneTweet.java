package io.tidemark.tracker.tweets;

import java.util.Comparator;

/**
 * A tweet of a zone: the key of a row of twitter_tweets.
 *
 * @param tweetId the platform's id
 */
public record ZoneTweet(String zone, String tweetId) implements Comparable<ZoneTweet> {

  private static final Comparator<ZoneTweet> ORDER =
      Comparator.comparing(ZoneTweet::zone).thenComparing(ZoneTweet::tweetId);

  /** By zone, then by id: the order in which writers insert tweets. */
  @Override
  public int compareTo(ZoneTweet other) {
    return ORDER.compare(this, other);
  }
}
