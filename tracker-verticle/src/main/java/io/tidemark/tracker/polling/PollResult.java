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
 * @param answers of tweets whose call was answered
 * @param unanswered tweets whose call was not answered
 * @param calls made; a retried call counts once
 */
public record PollResult(
    Map<String, TweetAnswer> answers, Map<String, Unanswered> unanswered, int calls) {

  /**
   * The answer for one tweet.
   *
   * @param askedAt just before the platform was asked, by the world's clock
   * @param at when the answer came
   * @param doubt why the answer as a whole is doubtful for this tweet; null when it is not
   * @param versions the ids of all versions of an edited tweet, oldest first; empty for any other
   */
  public record TweetAnswer(
      PostOutcome<Counters> outcome,
      Instant askedAt,
      Instant at,
      @Nullable String doubt,
      List<String> versions) {
    public TweetAnswer {
      versions = List.copyOf(versions);
    }
  }

  /**
   * Why a tweet has no answer.
   *
   * @param until when to poll again, by the world's clock
   */
  public record Unanswered(Instant until, String reason) {}

  public PollResult {
    answers = Map.copyOf(answers);
    unanswered = Map.copyOf(unanswered);
  }
}
