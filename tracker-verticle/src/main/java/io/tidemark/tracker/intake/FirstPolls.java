package io.tidemark.tracker.intake;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import io.tidemark.tracker.cadence.AdaptiveSchedule;
import io.tidemark.tracker.cadence.BeforePoll;
import io.tidemark.tracker.cadence.ClockSchedule;
import io.tidemark.tracker.cadence.Decision.Stop;
import io.tidemark.tracker.cadence.GrowthAge;
import io.tidemark.tracker.cadence.PollSchedule;
import io.tidemark.tracker.cadence.SampledSchedule;
import io.tidemark.tracker.cadence.StopReason;
import io.tidemark.tracker.cadence.Tier;
import io.tidemark.tracker.economy.Sampling;
import io.tidemark.tracker.intake.Rules.Route;
import io.tidemark.tracker.lots.Schedules;
import io.tidemark.tracker.tweets.Tweet;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** When tweets that arrive are polled first, if at all. */
final class FirstPolls {

  /**
   * Tweets that arrive later than this part of the horizon are not sampled: their curves lack it.
   */
  private static final int PART_OF_HORIZON = 24;

  /**
   * The first poll of a tweet.
   *
   * @param at null when the tweet is never polled
   * @param stop why it is never polled; null when it is
   * @param sampledUntil the horizon of a tweet that is chosen for the sample; null for others
   */
  record FirstPoll(
      Tier tier, @Nullable Instant at, @Nullable Stop stop, @Nullable Instant sampledUntil) {}

  private final Schedules schedules = new Schedules();

  /**
   * The tweets of one delivery that are new to its zone.
   *
   * @param now when their tracking begins
   */
  record Fresh(Route route, List<Tweet> tweets, Instant now) {

    private boolean isAdaptive() {
      return route.cadence().clock().isEmpty();
    }
  }

  /** The first polls of the tweets of each delivery, by the ids of the platform. */
  Future<List<Map<String, FirstPoll>>> of(SqlConnection transaction, List<Fresh> deliveries) {
    Set<String> adaptive =
        deliveries.stream()
            .filter(Fresh::isAdaptive)
            .map(fresh -> fresh.route().zone())
            .collect(toSet());
    return schedules
        .policies(transaction, adaptive)
        .map(
            policies ->
                deliveries.stream()
                    .map(fresh -> of(fresh, policies.get(fresh.route().zone())))
                    .toList());
  }

  private static Map<String, FirstPoll> of(Fresh fresh, @Nullable AdaptivePolicy policy) {
    Instant now = fresh.now();
    Function<Tweet, FirstPoll> byCadence =
        fresh
            .route()
            .cadence()
            .clock()
            .<Function<Tweet, FirstPoll>>map(
                // Whether a tweet stops is not asked before its first poll, and so no threshold.
                clock -> tweet -> first(tweet, new ClockSchedule(clock, 0), now))
            .orElseGet(() -> byPolicy(policy, now));
    return fresh.tweets().stream()
        .collect(
            toMap(
                Tweet::tweetId,
                tweet ->
                    isSampled(tweet, fresh.route(), now)
                        ? sampled(tweet, fresh.route(), now)
                        : byCadence.apply(tweet)));
  }

  /**
   * Tweets of one age and engagement, which all that arrive young are, have the same first poll: a
   * delivery of thousands asks the policy a few times.
   */
  private static Function<Tweet, FirstPoll> byPolicy(AdaptivePolicy policy, Instant now) {
    Map<Reading, FirstPoll> known = new HashMap<>();
    return tweet -> {
      Duration age = Duration.between(GrowthAge.since(tweet.createdAt(), now), now);
      // At age zero a count tells nothing of the growth.
      long count = age.isZero() ? 0 : tweet.counters().engagement();
      return known.computeIfAbsent(
          new Reading(age, count),
          reading -> first(tweet, AdaptiveSchedule.of(policy, List.of(reading)), now));
    };
  }

  private static boolean isSampled(Tweet tweet, Route route, Instant now) {
    Duration age = Duration.between(tweet.createdAt(), now);
    return age.compareTo(route.horizon().dividedBy(PART_OF_HORIZON)) <= 0
        && Sampling.isSampled(tweet.tweetId(), route.sampleShare());
  }

  private static FirstPoll sampled(Tweet tweet, Route route, Instant now) {
    Instant until = GrowthAge.since(tweet.createdAt(), now).plus(route.horizon());
    FirstPoll first = first(tweet, new SampledSchedule(Ages.upTo(route.horizon())), now);
    return new FirstPoll(first.tier(), first.at(), first.stop(), until);
  }

  private static FirstPoll first(Tweet tweet, PollSchedule schedule, Instant now) {
    var before = new BeforePoll(tweet.createdAt(), now, tweet.counters(), false, null, now);
    return schedule
        .next(before, now)
        .map(at -> new FirstPoll(Tier.of(tweet.createdAt(), now), at, null, null))
        .orElseGet(() -> new FirstPoll(Tier.COLD, null, never(schedule, before, now), null));
  }

  /** Why no call is spent on a tweet at all. */
  private static Stop never(PollSchedule schedule, BeforePoll before, Instant now) {
    return schedule instanceof AdaptiveSchedule adaptive && !schedule.isOver(before, now)
        ? new Stop(StopReason.NOT_WORTH_A_POLL, adaptive.expectedGrowth())
        : new Stop(StopReason.AGE_LIMIT);
  }
}
