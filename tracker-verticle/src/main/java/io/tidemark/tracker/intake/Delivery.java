package io.tidemark.tracker.intake;

import io.tidemark.tracker.tweets.Tweet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One webhook call, read.
 *
 * @param ruleId what matched; empty when the form of the delivery carries none
 * @param processed tweets in it, bad and repeated ones included
 * @param tweets each id once, with the higher of its readings where it came several times, in the
 *     order of the ids; no retweets
 * @param pointers the retweets
 * @param places the index of each of the tweets and originals in the delivery, from 0
 * @param errors the tweets that cannot be taken
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
   * @param field that is wrong; empty for the whole tweet
   */
  public record BadTweet(int index, String field, String reason) {}

  /**
   * Entries that only point to another post.
   *
   * @param all of them
   * @param usable those that say enough of the post they point to
   * @param originals these posts, each id once
   */
  public record Pointers(int all, int usable, List<Tweet> originals) {
    public Pointers {
      originals = List.copyOf(originals);
    }
  }

  /**
   * What of a delivery a zone takes.
   *
   * @param ignored entries that it leaves out
   */
  record Taken(List<Tweet> tweets, int ignored) {}

  public Delivery {
    tweets = List.copyOf(tweets);
    places = Map.copyOf(places);
    errors = List.copyOf(errors);
  }

  /** The same, of a rule that its sender named elsewhere. */
  public Delivery of(String rule) {
    return new Delivery(Optional.of(rule), processed, tweets, pointers, places, errors);
  }

  /** Whether there is nothing in it but what cannot be taken. */
  public boolean isAllBad() {
    return tweets.isEmpty() && pointers.all() == 0 && !errors.isEmpty();
  }

  /**
   * In the order of the ids: deliveries of the same tweets then lock them in the same order.
   *
   * @param minEngagement of a tweet that is taken, where its engagement is known
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

  /** All ids that some zone might take. */
  List<String> ids() {
    List<String> ids = new ArrayList<>();
    tweets.forEach(tweet -> ids.add(tweet.tweetId()));
    pointers.originals().forEach(tweet -> ids.add(tweet.tweetId()));
    return ids.stream().distinct().toList();
  }

  /** Without tweets that were refused, by their ids, each for its reason. */
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
