package io.tidemark.tracker.lots;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import io.tidemark.growth.GrowthModels;
import io.tidemark.tracker.cadence.AdaptiveSchedule;
import io.tidemark.tracker.cadence.ClockSchedule;
import io.tidemark.tracker.cadence.PollSchedule;
import io.tidemark.tracker.cadence.SampledSchedule;
import io.tidemark.tracker.economy.GrowthReadings;
import io.tidemark.tracker.economy.ZonePolicies;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The schedules of tweets, by the cadences of their zones. What an adaptive one knows of a tweet is
 * read from its snapshots each time, so that nothing has to be kept in step with them.
 */
public final class Schedules {

  private final ZonePolicies policies = new ZonePolicies(new GrowthModels());

  /**
   * The schedules of tweets that the transaction has locked, by their rows.
   *
   * @param thresholds the P25 of the engagement of each zone; 1 for a zone that has none
   */
  public Future<Map<Long, PollSchedule>> of(
      SqlConnection transaction, Collection<LockedTweet> tweets, Map<String, Double> thresholds) {
    List<LockedTweet> adaptive = tweets.stream().filter(LockedTweet::isAdaptive).toList();
    if (adaptive.isEmpty()) {
      return Future.succeededFuture(schedules(tweets, thresholds, Map.of(), Map.of()));
    }
    Set<String> zones = adaptive.stream().map(LockedTweet::zone).collect(toSet());
    return policies
        .of(transaction, zones)
        .compose(
            found ->
                GrowthReadings.of(transaction, adaptive.stream().map(LockedTweet::id).toList())
                    .map(readings -> schedules(tweets, thresholds, found, readings)));
  }

  /** The policies of zones; without zones nothing is read. */
  public Future<Map<String, AdaptivePolicy>> policies(
      SqlConnection transaction, Set<String> zones) {
    return policies.of(transaction, zones);
  }

  private static Map<Long, PollSchedule> schedules(
      Collection<LockedTweet> tweets,
      Map<String, Double> thresholds,
      Map<String, AdaptivePolicy> policies,
      Map<Long, List<Reading>> readings) {
    Function<LockedTweet, PollSchedule> schedule =
        tweet -> {
          if (tweet.sampledFor() != null) {
            return new SampledSchedule(Ages.upTo(tweet.sampledFor()));
          }
          return tweet
              .cadence()
              .clock()
              .<PollSchedule>map(
                  clock -> new ClockSchedule(clock, thresholds.getOrDefault(tweet.zone(), 1.0)))
              .orElseGet(
                  () -> AdaptiveSchedule.of(policies.get(tweet.zone()), readings.get(tweet.id())));
        };
    return tweets.stream().collect(toMap(LockedTweet::id, schedule));
  }
}
