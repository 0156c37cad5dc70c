package io.tidemark.tracker.cadence;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Belief;
import io.tidemark.forecast.NextPoll;
import io.tidemark.forecast.Reading;
import io.tidemark.tracker.cadence.Decision.Continue;
import io.tidemark.tracker.cadence.Decision.Stop;
import io.tidemark.tracker.cadence.Decision.Why;
import io.tidemark.tracker.tweets.Counters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The adaptive cadence: a tweet is polled when that is expected to save more than the price of a
 * poll, and stops when no poll until the horizon is.
 *
 * @param belief what the readings so far tell, by the model of the policy
 */
public record AdaptiveSchedule(AdaptivePolicy policy, Belief belief) implements PollSchedule {

  /**
   * The schedule of a tweet.
   *
   * @param readings of the tweet so far, by age, which counts from {@link GrowthAge#since}
   */
  public static AdaptiveSchedule of(AdaptivePolicy policy, List<Reading> readings) {
    return new AdaptiveSchedule(policy, Belief.of(policy.model(), readings));
  }

  @Override
  public boolean isOver(BeforePoll before, Instant now) {
    return age(before, now).compareTo(policy.model().horizon()) >= 0;
  }

  @Override
  public Decision afterReading(BeforePoll before, Counters counters, Instant now) {
    if (!counters.hasEngagement()) {
      return again(before, now)
          .<Decision>map(next -> new Continue(Why.ASK_AGAIN, next, null))
          .orElseGet(() -> new Stop(StopReason.AGE_LIMIT));
    }
    return switch (decide(before, counters, now)) {
      case NextPoll.At at ->
          new Continue(Why.WORTH_A_POLL, since(before).plus(at.age()), null, at.worth());
      case NextPoll.NotWorthAPoll stop -> new Stop(StopReason.NOT_WORTH_A_POLL, stop.growth());
      case NextPoll.HorizonReached reached -> new Stop(StopReason.AGE_LIMIT);
    };
  }

  /**
   * When to poll next, given counters that are believed. Those that they lack have their last known
   * values.
   */
  public NextPoll decide(BeforePoll before, Counters counters, Instant now) {
    Duration age = age(before, now);
    long count = Math.max(0, counters.orElse(before.counters()).engagement());
    return policy.next(belief.after(new Reading(age, count)), age);
  }

  /** A poll that was worth its price and brought nothing is made again, at a later age. */
  @Override
  public Optional<Instant> again(BeforePoll before, Instant now) {
    return next(before, now)
        .or(() -> laddered(before, policy.model().ages(), now.plus(Decisions.ABSENCES_APART), 1));
  }

  @Override
  public Optional<Instant> afterRefresh(BeforePoll before, Counters counters, Instant now) {
    return counters.hasEngagement() ? at(before, decide(before, counters, now)) : next(before, now);
  }

  @Override
  public Optional<Instant> next(BeforePoll before, Instant after) {
    return at(before, policy.next(belief, age(before, after)));
  }

  /**
   * The poll that follows when the engagement is known to have grown by now, although no counters
   * were read: by a reply that was delivered, say.
   */
  public Optional<Instant> grown(BeforePoll before, long engagement, Instant now) {
    Duration age = age(before, now);
    Belief after = belief.after(new Reading(age, belief.count() + engagement));
    return at(before, policy.next(after, age));
  }

  private static Optional<Instant> at(BeforePoll before, NextPoll next) {
    return next instanceof NextPoll.At at
        ? Optional.of(since(before).plus(at.age()))
        : Optional.empty();
  }

  /** The engagement that is expected after the last reading. */
  public double expectedGrowth() {
    return belief.expectedGrowth(belief.age(), policy.model().horizon());
  }

  @Override
  public int roundsAfter(BeforePoll before, Instant now) {
    return 0;
  }

  /**
   * The first of the ages, or of every second one and so on, that is reached later than a time.
   *
   * @param step 1 for all ages, 2 for every second one; the horizon is always one of them
   */
  static Optional<Instant> laddered(BeforePoll before, Ages ages, Instant after, int step) {
    Instant since = since(before);
    int last = ages.size() - 1;
    for (int index = step; index < last; index += step) {
      Instant at = since.plus(Ages.ofMinutes(ages.minutes(index)));
      if (at.isAfter(after)) {
        return Optional.of(at);
      }
    }
    return Optional.of(since.plus(ages.horizon())).filter(horizon -> horizon.isAfter(after));
  }

  private static Instant since(BeforePoll before) {
    return GrowthAge.since(before.createdAt(), before.arrivedAt());
  }

  static Duration age(BeforePoll before, Instant now) {
    Duration age = Duration.between(since(before), now);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
