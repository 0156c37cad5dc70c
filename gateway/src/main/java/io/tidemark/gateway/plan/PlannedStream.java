package io.tidemark.gateway.plan;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Weight;
import io.tidemark.forecast.plan.PlanPoint;
import io.tidemark.growth.GrowthModels.Known;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A stream of tweets that polls are planned for.
 *
 * @param zone null for a stream of no zone
 * @param lot how many tweets arrive together
 * @param samplePercent of the tweets that are to be sampled with the adaptive cadence
 */
record PlannedStream(
    @Nullable String zone,
    Known model,
    Duration horizon,
    Weight weight,
    double tweetsPerHour,
    double lot,
    double samplePercent) {

  /** The bounds of the sample of a day. */
  private static final double LEAST_SAMPLE = 20;

  private static final double MOST_SAMPLE = 2_000;

  private static final double DAY = Ages.inMinutes(Duration.ofDays(1));

  /**
   * What is polled in a day.
   *
   * @param polls posts in answers
   * @param billed of these, those that are the first of their tweet on a UTC day
   */
  record Daily(double polls, double billed) {}

  double tweetsPerDay() {
    return 24 * tweetsPerHour;
  }

  /** The tweets of a day that are polled densely, whatever the price. */
  double sampledPerDay() {
    double wanted = samplePercent / 100 * tweetsPerDay();
    return wanted == 0
        ? 0
        : Math.min(tweetsPerDay(), Math.max(LEAST_SAMPLE, Math.min(MOST_SAMPLE, wanted)));
  }

  /** With the adaptive cadence, and so with the sample. */
  Daily adaptive(PlanPoint point) {
    double others = tweetsPerDay() - sampledPerDay();
    Daily sample = ofSample();
    return new Daily(
        others * point.polls() + sample.polls(), others * point.days() + sample.billed());
  }

  /** With a cadence by the clock, which samples nothing unless it is told to. */
  Daily byTheClock(PlanPoint point) {
    return new Daily(tweetsPerDay() * point.polls(), tweetsPerDay() * point.days());
  }

  /** Sampled tweets are polled at every second age, the horizon being the last. */
  private Daily ofSample() {
    Ages ages = Ages.upTo(horizon);
    double polls = 0;
    double days = 1;
    for (int age = ages.size() - 1; age > 0; age -= 2) {
      polls++;
      days += age > 2 ? Math.min(1, (ages.minutes(age) - ages.minutes(age - 2)) / DAY) : 0;
    }
    return new Daily(sampledPerDay() * polls, sampledPerDay() * days);
  }
}
