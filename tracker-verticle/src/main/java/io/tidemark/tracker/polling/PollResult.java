package io.tidemark.tracker.polling;

import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of polling many tweets with one credential. Every id asked for is in exactly one of
 * the two maps.
 *
 * @param answers for tweets whose call was answered
 * @param putBack tweets of which nothing is known because their call was not answered
 * @param calls made, retries of one call counted once
 */
public record PollResult(Map<String, Answer> answers, Map<String, PutBack> putBack, int calls) {

  /**
   * The answer for one tweet.
   *
   * @param askedAt just before the platform was asked, by the world's clock
   * @param at when the answer came
   * @param doubt why the answer as a whole is not to be taken at its word for this tweet; null when
   *     nothing speaks against it
   * @param versions ids of all versions of a tweet that was edited, the oldest first; else empty
   */
  public record Answer(
      PostOutcome<Counters> outcome,
      Instant askedAt,
      Instant at,
      @Nullable String doubt,
      List<String> versions) {
    public Answer {
      versions = List.copyOf(versions);
    }
  }

  /**
   * @param until when to ask again, by the world's clock
   */
  public record PutBack(Instant until, String reason) {}

  public PollResult {
    answers = Map.copyOf(answers);
    putBack = Map.copyOf(putBack);
  }
}
