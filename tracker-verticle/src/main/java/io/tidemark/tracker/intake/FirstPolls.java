package io.tidemark.tracker.intake;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import io.tidemark.tracker.cadence.AdaptiveSchedule;
import io.tidemark.tracker.cadence.ClockSchedule;
import io.tidemark.tracker.cadence.Decision.Stop;
import io.tidemark.tracker.cadence.Decisions;
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
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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

  /** The first polls of tweets that arrive now, by the ids of the platform. */
  Future<Map<String, FirstPoll>> of(
      SqlConnection transaction, List<Tweet> tweets, Route route, Instant now) {
    Future<Function<Tweet, PollSchedule>> schedule =
        route
            .cadence()
            .clock()
            .<Future<Function<Tweet, PollSchedule>>>map(
                // Whether a tweet stops is not asked before its first poll, and so no threshold.
                clock -> Future.succeededFuture(tweet -> new ClockSchedule(clock, 0)))
            .orElseGet(
                () ->
                    schedules
                        .policy(transaction, route.zone())
                        .map(policy -> tweet -> adaptive(policy, tweet, now)));
    return schedule.map(
        of ->
            tweets.stream()
                .collect(
                    Collectors.toMap(
                        Tweet::tweetId, tweet -> first(tweet, of.apply(tweet), route, now))));
  }

  private static PollSchedule adaptive(AdaptivePolicy policy, Tweet tweet, Instant now) {
    Duration age = Duration.between(GrowthAge.since(tweet.createdAt(), now), now);
    return AdaptiveSchedule.of(policy, List.of(new Reading(age, tweet.counters().engagement())));
  }

  private static FirstPoll first(Tweet tweet, PollSchedule schedule, Route route, Instant now) {
    var before = new Decisions.Before(tweet.createdAt(), now, tweet.counters(), false, null, now);
    Duration age = Duration.between(tweet.createdAt(), now);
    boolean sampled =
        age.compareTo(route.horizon().dividedBy(PART_OF_HORIZON)) <= 0
            && Sampling.isSampled(tweet.tweetId(), route.sampleShare());
    PollSchedule own = sampled ? new SampledSchedule(Ages.upTo(route.horizon())) : schedule;
    Tier tier = Tier.of(tweet.createdAt(), now);
    Instant until = sampled ? GrowthAge.since(tweet.createdAt(), now).plus(route.horizon()) : null;
    return own.next(before, now)
        .map(at -> new FirstPoll(tier, at, null, until))
        .orElseGet(() -> new FirstPoll(Tier.COLD, null, never(own, before, now), null));
  }

  /** Why no call is spent on a tweet at all. */
  private static Stop never(PollSchedule schedule, Decisions.Before before, Instant now) {
    return schedule instanceof AdaptiveSchedule adaptive && !schedule.isOver(before, now)
        ? new Stop(StopReason.NOT_WORTH_A_POLL, adaptive.expectedGrowth())
        : new Stop(StopReason.AGE_LIMIT);
  }
}
