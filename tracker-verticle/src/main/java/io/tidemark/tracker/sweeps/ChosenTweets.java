package io.tidemark.tracker.sweeps;

import java.time.Instant;
import java.util.List;

/**
 * The known tweets of a DAO that a model chose for a sweep.
 *
 * @param since the timeline is read from there
 * @param tweets rows of older tweets that are asked for by id, in that order
 * @param left the number of the other older tweets
 * @param curves the number of curves of the model
 */
record ChosenTweets(Instant since, List<Long> tweets, int left, int curves) {

  ChosenTweets {
    tweets = List.copyOf(tweets);
  }
}
