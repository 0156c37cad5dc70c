package io.tidemark.tracker.backtest;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.replay.PollingRule;
import io.tidemark.tracker.cadence.BeforePoll;
import io.tidemark.tracker.cadence.ClockCadence;
import io.tidemark.tracker.cadence.ClockSchedule;
import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cadence with the decisions that the tracker makes, for tweets that arrive when they are
 * created.
 *
 * @param threshold the zone's P25; zero for a rule by which no tweet stops before its age limit
 */
public record ClockRule(ClockCadence cadence, double threshold) implements PollingRule {

  private static final Instant ARRIVAL = Instant.EPOCH;

  /** The lowest threshold that a zone has. */
  private static final double LOWEST_THRESHOLD = 1;

  /**
   * The cadences by their names, and the age tiers without the rule by which unmoved tweets stop.
   *
   * @param p25 the 25th percentile of the engagement of the zone's tweets
   */
  public static Map<String, PollingRule> all(double p25) {
    double threshold = Math.max(LOWEST_THRESHOLD, p25);
    Map<String, PollingRule> rules = new LinkedHashMap<>();
    for (ClockCadence cadence : ClockCadence.values()) {
      rules.put(cadence.name(), new ClockRule(cadence, threshold));
    }
    rules.put("AGE_TIER, never stopped", new ClockRule(ClockCadence.AGE_TIER, 0));
    return rules;
  }

  @Override
  public List<Reading> readings(RecordedCurve curve) {
    List<Reading> readings = new ArrayList<>();
    Counters known = counters(0);
    Optional<Instant> next = cadence.next(ARRIVAL, ARRIVAL, ARRIVAL);
    while (next.isPresent()) {
      Instant now = next.get();
      Duration age = Duration.between(ARRIVAL, now);
      var reading = new Reading(age, curve.at(Ages.inMinutes(age)));
      readings.add(reading);
      Counters counters = counters(reading.count());
      Decision decision =
          Decisions.decide(
              new BeforePoll(ARRIVAL, ARRIVAL, known, false, null, now),
              new PostOutcome.Present<>(counters),
              new ClockSchedule(cadence, threshold),
              now);
      known = counters;
      next =
          switch (decision) {
            case Decision.Continue goOn -> Optional.of(goOn.nextUpdateAt());
            case Decision.Stop stop -> Optional.empty();
          };
    }
    return readings;
  }

  /** The engagement as likes alone. */
  private static Counters counters(long engagement) {
    return new Counters(0L, 0L, engagement, 0L, null, null);
  }
}
