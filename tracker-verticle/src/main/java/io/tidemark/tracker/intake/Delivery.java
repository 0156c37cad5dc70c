package io.tidemark.tracker.intake;

import io.tidemark.tracker.tweets.Tweet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The parsed content of one webhook call.
 *
 * @param ruleId the rule that matched; empty when this form of delivery carries none
 * @param processed tweets in it, including bad and repeated ones
 * @param tweets each id once, in the order of the ids, without retweets; of a repeated tweet the
 *     higher counters
 * @param pointers the retweets
 * @param places the index of each of the tweets and originals in the delivery, from 0
 * @param errors the tweets that are rejected
 */
public record Delivery(
    Optional<String> ruleId,
    int processed,
    List<Tweet> tweets,
    Pointers pointers,
    Map<String, Integer> places,
    List<BadTweet> errors) {

  /**
   * @param index of the tweet in the delivery, from 0
   * @param field the invalid field; empty for the whole tweet
   */
  public record BadTweet(int index, String field, String reason) {}

  /**
   * Entries that only point to another post.
   *
   * @param all their number
   * @param usable the number of those that contain enough of the post they point to
   * @param originals the posts they point to, each id once
   */
  public record Pointers(int all, int usable, List<Tweet> originals) {
    public Pointers {
      originals = List.copyOf(originals);
    }
  }

  /**
   * The part of a delivery that a zone accepts.
   *
   * @param ignored the number of entries that it leaves out
   */
  record Taken(List<Tweet> tweets, int ignored) {}

  public Delivery {
    tweets = List.copyOf(tweets);
    places = Map.copyOf(places);
    errors = List.copyOf(errors);
  }

  /** The same delivery, with a rule that its sender named outside the body. */
  public Delivery of(String rule) {
    return new Delivery(Optional.of(rule), processed, tweets, pointers, places, errors);
  }

  /** Whether all of its tweets are rejected. */
  public boolean isAllBad() {
    return tweets.isEmpty() && pointers.all() == 0 && !errors.isEmpty();
  }

  /**
   * The part that a zone accepts, in the order of the ids, so that deliveries of the same tweets
   * lock them in the same order.
   *
   * @param minEngagement tweets with less engagement are left out, if their engagement is known
   */
  Taken taken(Retweets setting, long minEngagement) {
    Taken all = taken(setting);
    List<Tweet> enough =
        all.tweets().stream()
            .filter(
                tweet ->
                    !tweet.counters().hasEngagement()
                        || tweet.counters().engagement() >= minEngagement)
            .toList();
    return new Taken(enough, all.ignored() + all.tweets().size() - enough.size());
  }

  private Taken taken(Retweets setting) {
    if (setting == Retweets.IGNORE || pointers.usable() == 0) {
      return new Taken(tweets, pointers.all());
    }
    Map<String, Tweet> byId = new TreeMap<>();
    tweets.forEach(tweet -> byId.put(tweet.tweetId(), tweet));
    pointers.originals().forEach(tweet -> byId.merge(tweet.tweetId(), tweet, Tweet::highest));
    return new Taken(List.copyOf(byId.values()), pointers.all() - pointers.usable());
  }

  /** All ids that any zone might accept. */
  List<String> ids() {
    List<String> ids = new ArrayList<>();
    tweets.forEach(tweet -> ids.add(tweet.tweetId()));
    pointers.originals().forEach(tweet -> ids.add(tweet.tweetId()));
    return ids.stream().distinct().toList();
  }

  /**
   * The delivery without refused tweets, which are added to the errors.
   *
   * @param refused the reasons, by id
   */
  Delivery without(Map<String, String> refused) {
    List<BadTweet> all = new ArrayList<>(errors);
    refused.forEach((id, reason) -> all.add(new BadTweet(places.get(id), "", reason)));
    return new Delivery(
        ruleId,
        processed,
        tweets.stream().filter(tweet -> !refused.containsKey(tweet.tweetId())).toList(),
        new Pointers(
            pointers.all(),
            pointers.usable(),
            pointers.originals().stream()
                .filter(tweet -> !refused.containsKey(tweet.tweetId()))
                .toList()),
        places,
        all);
  }

  /** The delivery cannot be parsed at all; the message says why. */
  public static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String field;

    Unreadable(String field, String reason) {
      super(reason);
      this.field = field;
    }

    /** The invalid field; empty for the whole body. */
    public String field() {
      return field;
    }
  }
}
