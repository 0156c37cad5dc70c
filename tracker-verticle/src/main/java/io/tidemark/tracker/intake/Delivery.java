package io.tidemark.tracker.intake;

import io.tidemark.tracker.tweets.Tweet;
import java.util.List;
import java.util.Optional;

/**
 * One webhook call, read.
 *
 * @param ruleId what matched; empty when the form of the delivery carries none
 * @param processed tweets in it, bad and repeated ones included
 * @param tweets each id once, the last one where it came several times
 * @param errors the tweets that cannot be taken
 */
public record Delivery(
    Optional<String> ruleId, int processed, List<Tweet> tweets, List<BadTweet> errors) {

  /**
   * @param index of the tweet in the delivery, from 0
   * @param field that is wrong; empty for the whole tweet
   */
  public record BadTweet(int index, String field, String reason) {}

  public Delivery {
    tweets = List.copyOf(tweets);
    errors = List.copyOf(errors);
  }

  /** A delivery that cannot be read at all; the message says why. */
  public static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String field;

    Unreadable(String field, String reason) {
      super(reason);
      this.field = field;
    }

    /** The field that is wrong; empty for the whole body. */
    public String field() {
      return field;
    }
  }
}
