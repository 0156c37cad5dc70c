package io.tidemark.tracker.lots;

import io.tidemark.jobs.Claim;
import io.tidemark.tracker.polling.PollResult.TweetAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The results of a pass over claimed lots, or the part of them that one transaction writes.
 *
 * @param tweets whose polls were answered
 * @param answers by the platform's ids
 * @param postponed tweets that wait, of all lots, by the row of twitter_tweets
 * @param thresholds the P25 of the engagement of each zone
 * @param triggered the number of the round, if it was triggered by a request; else null
 * @param completes whether it completes the claims; false for all parts of a lot but the last
 */
record PollBatch(
    List<Claim> claims,
    List<DueTweet> tweets,
    Map<String, TweetAnswer> answers,
    Map<Long, PostponedTweet> postponed,
    Map<String, Double> thresholds,
    @Nullable Integer triggered,
    boolean completes) {

  /**
   * A due tweet that has to wait.
   *
   * @param until when it is due again
   * @param badWrite whether its answer could not be written
   */
  record PostponedTweet(long lot, Instant until, String reason, boolean badWrite) {

    /** The tweet that decides about its lot: one that could not be written, else the sooner one. */
    static PostponedTweet first(PostponedTweet a, PostponedTweet b) {
      if (a.badWrite != b.badWrite) {
        return a.badWrite ? a : b;
      }
      return a.until.isAfter(b.until) ? b : a;
    }
  }

  /** The threshold of a zone; the smallest positive value for a zone that has none yet. */
  double threshold(String zone) {
    return thresholds.getOrDefault(zone, 1.0);
  }

  /** The part of some lots. */
  PollBatch only(List<Claim> some) {
    Set<Long> lots = some.stream().map(Claim::subject).collect(Collectors.toSet());
    return new PollBatch(
        some,
        tweets.stream().filter(tweet -> lots.contains(tweet.lot())).toList(),
        answers,
        postponed,
        thresholds,
        triggered,
        completes);
  }

  /** The part of some tweets. */
  PollBatch only(List<DueTweet> some, boolean andCompletes) {
    return new PollBatch(claims, some, answers, postponed, thresholds, triggered, andCompletes);
  }
}
