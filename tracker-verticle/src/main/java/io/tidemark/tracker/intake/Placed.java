package io.tidemark.tracker.intake;

import static java.util.stream.Collectors.toMap;

import io.tidemark.tracker.intake.Delivery.Taken;
import io.tidemark.tracker.intake.Rules.Route;
import io.tidemark.tracker.tweets.ArrivedTweet;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.tracker.tweets.ZoneTweet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A delivery whose zone is known, beside others that are written with it.
 *
 * @param tweets those that the zone accepts, in the order of their ids
 * @param ignored entries that the zone leaves out
 * @param created the rows of the tweets that were new when it came, by the platform's id
 */
record Placed(
    Arrival arrival, Route route, List<Tweet> tweets, int ignored, Map<String, Long> created) {

  static Placed of(Arrival arrival, Route route) {
    Taken taken = arrival.delivery().taken(route.retweets(), route.minEngagement());
    Instant receivedAt = arrival.receivedAt();
    List<Tweet> tweets = taken.tweets().stream().map(tweet -> tweet.arrived(receivedAt)).toList();
    return new Placed(arrival, route, tweets, taken.ignored(), Map.of());
  }

  ZoneTweet key(String tweetId) {
    return new ZoneTweet(route.zone(), tweetId);
  }

  private ArrivedTweet arrived(Tweet tweet) {
    return new ArrivedTweet(route.zone(), tweet, arrival.receivedAt(), arrival.waited());
  }

  /** The tweets that were new when it came. */
  List<Tweet> fresh() {
    return tweets.stream().filter(tweet -> created.containsKey(tweet.tweetId())).toList();
  }

  /** The tweets that its zone had already, by the platform's id. */
  Map<String, Tweet> again() {
    return tweets.stream()
        .filter(tweet -> !created.containsKey(tweet.tweetId()))
        .collect(toMap(Tweet::tweetId, Function.identity(), (one, other) -> one, TreeMap::new));
  }

  /** All tweets of deliveries, in the order in which they came. */
  static List<ArrivedTweet> all(List<Placed> deliveries) {
    List<ArrivedTweet> all = new ArrayList<>();
    deliveries.forEach(
        delivery -> delivery.tweets.forEach(tweet -> all.add(delivery.arrived(tweet))));
    return all;
  }

  /** Each tweet as the first of the deliveries has it. */
  static SortedMap<ZoneTweet, ArrivedTweet> firsts(List<ArrivedTweet> tweets) {
    SortedMap<ZoneTweet, ArrivedTweet> firsts = new TreeMap<>();
    tweets.forEach(tweet -> firsts.putIfAbsent(tweet.key(), tweet));
    return firsts;
  }

  /**
   * The deliveries as they would be one after the other: a tweet that is new belongs to the first
   * that has it.
   *
   * @param rows of the tweets that were inserted
   */
  static List<Placed> created(List<Placed> deliveries, Map<ZoneTweet, Long> rows) {
    Set<ZoneTweet> seen = new HashSet<>();
    List<Placed> all = new ArrayList<>(deliveries.size());
    for (Placed delivery : deliveries) {
      Map<String, Long> created = new TreeMap<>();
      for (Tweet tweet : delivery.tweets) {
        ZoneTweet key = delivery.key(tweet.tweetId());
        Long row = rows.get(key);
        if (row != null && seen.add(key)) {
          created.put(tweet.tweetId(), row);
        }
      }
      all.add(
          new Placed(delivery.arrival, delivery.route, delivery.tweets, delivery.ignored, created));
    }
    return all;
  }

  /** The figures of its answer. */
  Accepted.Routed routed(int snapshots) {
    Delivery delivery = arrival.delivery();
    int duplicates = delivery.processed() - delivery.errors().size() - ignored - created.size();
    return new Accepted.Routed(
        route.zone(),
        delivery.processed(),
        created.size(),
        duplicates,
        ignored,
        snapshots,
        delivery.errors(),
        null,
        null);
  }
}
