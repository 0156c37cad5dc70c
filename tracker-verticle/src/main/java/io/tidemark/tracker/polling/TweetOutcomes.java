package io.tidemark.tracker.polling;

import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.util.List;
import java.util.Map;

/**
 * What one call said of the tweets it was asked about.
 *
 * @param of each tweet that was asked about, by its id; a platform may add others
 * @param doubts why what is said of a tweet is not to be taken at its word, by its id
 * @param versions of each tweet that was edited the ids of all versions, the oldest first
 */
public record TweetOutcomes(
    Map<String, PostOutcome<Counters>> of,
    Map<String, String> doubts,
    Map<String, List<String>> versions) {

  public TweetOutcomes {
    of = Map.copyOf(of);
    doubts = Map.copyOf(doubts);
    versions = Map.copyOf(versions);
  }

  /** Outcomes that are taken at their word, of tweets that were never edited. */
  public static TweetOutcomes plain(Map<String, PostOutcome<Counters>> of) {
    return new TweetOutcomes(of, Map.of(), Map.of());
  }
}
