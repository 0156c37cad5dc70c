package io.tidemark.tracker.economy;

import io.tidemark.forecast.replay.Estimate;
import java.util.List;
import java.util.Optional;

/**
 * What the sampled tweets of a zone say about its cadence and about others, as {@code zone_audits}
 * keeps it.
 *
 * @param tweets that were read densely to their horizon
 * @param engagement at their horizons, of all of them
 * @param rules the cadences, the one in force first; none without tweets
 * @param forecasts the intervals of forecasts; none without a calibrated model
 */
public record ZoneAudit(
    int tweets, double engagement, List<RuleAudit> rules, List<ForecastAudit> forecasts) {

  /** The name of the adaptive cadence. */
  static final String ADAPTIVE = "ADAPTIVE";

  /** Of a day without a tweet that was read to its horizon. */
  static final ZoneAudit NONE = new ZoneAudit(0, 0, List.of(), List.of());

  /**
   * One cadence on these tweets.
   *
   * @param name the word of the cadence
   * @param inForce whether it was the zone's
   * @param errorPercent the area between true and drawn curves, by the engagement of all tweets for
   *     the whole horizon (WAPE)
   * @param meanErrorPercent the same of each tweet, by its own engagement but at least one, and the
   *     mean of that
   * @param finalErrorPercent the mean error of the count at the horizon, by the same
   * @param stoppedEarlyPercent the tweets that moved by more than a tenth, and more than three,
   *     after their last poll
   * @param usdPerThousand what 1,000 tweets cost at the zone's source
   */
  public record RuleAudit(
      String name,
      boolean inForce,
      Estimate pollsPerTweet,
      Estimate errorPercent,
      Estimate meanErrorPercent,
      Estimate finalErrorPercent,
      Estimate stoppedEarlyPercent,
      Estimate usdPerThousand) {}

  /**
   * How often the count at the horizon was in the interval that was forecast for it.
   *
   * @param hours the age of the tweets at the forecast
   * @param level of the interval, in percent
   * @param tweets that had been polled by then
   */
  public record ForecastAudit(int hours, int level, int tweets, Estimate coveredPercent) {}

  /** A cadence by its name. */
  Optional<RuleAudit> rule(String name) {
    return rules.stream().filter(rule -> rule.name().equals(name)).findFirst();
  }
}
