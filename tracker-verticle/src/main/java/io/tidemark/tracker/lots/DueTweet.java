package io.tidemark.tracker.lots;

/**
 * A tweet of a due lot that is to be polled.
 *
 * @param id the row of twitter_tweets
 * @param tweetId the platform's id; the same in every zone that has the tweet
 * @param round polls answered so far; what is written for this poll holds only if it is unchanged
 * @param suspect whether the platform refused to be asked about it last time
 */
public record DueTweet(
    long id, String tweetId, String zone, long lot, int round, boolean suspect) {}
