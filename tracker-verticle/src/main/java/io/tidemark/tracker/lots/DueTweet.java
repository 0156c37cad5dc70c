package io.tidemark.tracker.lots;

/**
 * A tweet of a due lot that is due to be polled.
 *
 * @param id the row of twitter_tweets
 * @param tweetId the platform's id; the same in every zone that has the tweet
 * @param round the number of polls answered so far; the result of this poll is written only if it
 *     is unchanged
 * @param suspect whether the platform refused this id the last time
 */
public record DueTweet(
    long id, String tweetId, String zone, long lot, int round, boolean suspect) {}
