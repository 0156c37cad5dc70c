package io.tidemark.tracker.polling;

import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What polling many tweets brought. Every id asked for is in exactly one of the two maps.
 *
 * @param outcomes of tweets whose call was answered
 * @param putBack tweets of which nothing is known because their call was not answered
 * @param calls made, retries of one call counted once
 */
public record PollResult(
    Map<String, PostOutcome<Counters>> outcomes, Map<String, PutBack> putBack, int calls) {

  /**
   * @param until when to ask again, by the world's clock
   */
  public record PutBack(Instant until, String reason) {}

  public PollResult {
    outcomes = Map.copyOf(outcomes);
    putBack = Map.copyOf(putBack);
  }

  /** The result of asking about other tweets as well. */
  public PollResult plus(PollResult other) {
    Map<String, PostOutcome<Counters>> allOutcomes = new HashMap<>(outcomes);
    allOutcomes.putAll(other.outcomes);
    Map<String, PutBack> allPutBack = new HashMap<>(putBack);
    allPutBack.putAll(other.putBack);
    return new PollResult(allOutcomes, allPutBack, calls + other.calls);
  }
}
