package io.tidemark.tracker.polling;

import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.util.List;
import java.util.Map;

/**
 * The outcomes of one call.
 *
 * @param of the outcome of each requested tweet, by its id; a platform may add others
 * @param doubts why an outcome is doubtful, by the tweet's id
 * @param versions of each edited tweet, the ids of all versions, oldest first
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
}
