package io.tidemark.tracker.economy;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Belief;
import io.tidemark.forecast.Forecaster;
import io.tidemark.forecast.GrowthForecast;
import io.tidemark.forecast.GrowthForecast.Interval;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.NextPoll;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.replay.Bootstrap;
import io.tidemark.forecast.replay.Estimate;
import io.tidemark.forecast.replay.PolicyScore;
import io.tidemark.forecast.replay.PollingRule;
import io.tidemark.forecast.replay.Replay;
import io.tidemark.forecast.replay.SampledCurves;
import io.tidemark.tracker.backtest.ClockRule;
import io.tidemark.tracker.economy.ZoneAudit.ForecastAudit;
import io.tidemark.tracker.economy.ZoneAudit.RuleAudit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Replays cadences on the dense curves of sampled tweets. Each tweet is known from its arrival on:
 * what it arrived with is a reading that costs nothing, and there is no poll before. The adaptive
 * cadence draws curves along the template, the others join their readings by straight lines.
 */
final class AuditReplay {

  /** A tweet that moved by more than this after its last poll was stopped too early. */
  private static final long MOVED = 3;

  private static final double MOVED_PART = 0.1;

  private static final List<Integer> FORECAST_HOURS = List.of(1, 3, 6);
  private static final Map<Integer, Function<GrowthForecast, Optional<Interval>>> LEVELS =
      Map.of(80, GrowthForecast::of80, 90, GrowthForecast::of90);

  private static final double PERCENT = 100;

  /**
   * What is replayed.
   *
   * @param policy of the adaptive cadence
   * @param inForce the word of the zone's cadence
   * @param p25 the zone's, by which the other cadences stop tweets
   */
  record Terms(AdaptivePolicy policy, String inForce, double p25, PollPrice price) {

    GrowthModel model() {
      return policy.model();
    }

    Duration horizon() {
      return model().horizon();
    }
  }

  /** One tweet under one cadence; errors as parts of its engagement, but of at least one. */
  private record Outcome(
      List<Reading> readings,
      double reached,
      double error,
      double finalError,
      boolean stoppedEarly,
      double usd) {

    int polls() {
      return readings.size() - 1;
    }

    /** The area between the true and the drawn curve, as a part of the horizon. */
    double area() {
      return error * Math.max(1, reached);
    }
  }

  private final List<RecordedCurve> curves;
  private final Terms terms;
  private final long seed;
  private final double horizon;

  private AuditReplay(List<RecordedCurve> curves, Terms terms, long seed) {
    this.curves = curves;
    this.terms = terms;
    this.seed = seed;
    this.horizon = Ages.inMinutes(terms.horizon());
  }

  /**
   * The audit of some tweets. The same ones give the same audit.
   *
   * @param seed of the bootstrap
   */
  static ZoneAudit of(List<RecordedCurve> curves, Terms terms, long seed) {
    return curves.isEmpty() ? ZoneAudit.NONE : new AuditReplay(curves, terms, seed).audit();
  }

  private ZoneAudit audit() {
    Map<String, PollingRule> clockRules = ClockRule.all(terms.p25());
    List<String> names = new ArrayList<>(List.of(ZoneAudit.ADAPTIVE, "HOURLY_LOT", "AGE_TIER"));
    names.remove(terms.inForce());
    names.addFirst(terms.inForce());
    List<RuleAudit> rules = new ArrayList<>();
    List<ForecastAudit> forecasts = List.of();
    for (String name : names) {
      boolean isAdaptive = name.equals(ZoneAudit.ADAPTIVE);
      PollingRule rule =
          isAdaptive
              ? this::adaptive
              : curve -> fromArrival(clockRules.get(name).readings(curve), curve);
      List<Outcome> outcomes =
          curves.stream().map(curve -> outcome(curve, rule, isAdaptive)).toList();
      rules.add(rule(name, outcomes));
      if (name.equals(terms.inForce())) {
        forecasts = forecasts(outcomes);
      }
    }
    double engagement = curves.stream().mapToDouble(curve -> curve.at(horizon)).sum();
    return new ZoneAudit(curves.size(), engagement, rules, forecasts);
  }

  private List<Reading> adaptive(RecordedCurve curve) {
    List<Reading> readings = new ArrayList<>(List.of(arrival(curve)));
    Belief belief = Belief.of(terms.model(), readings);
    while (terms.policy().next(belief, readings.getLast().age()) instanceof NextPoll.At at) {
      var reading = new Reading(at.age(), curve.at(Ages.inMinutes(at.age())));
      readings.add(reading);
      belief = belief.after(reading);
    }
    return readings;
  }

  private List<Reading> fromArrival(List<Reading> polls, RecordedCurve curve) {
    Reading arrival = arrival(curve);
    List<Reading> readings = new ArrayList<>(List.of(arrival));
    polls.stream()
        .filter(poll -> poll.age().compareTo(arrival.age()) > 0)
        .filter(poll -> poll.age().compareTo(terms.horizon()) <= 0)
        .forEach(readings::add);
    return readings;
  }

  private static Reading arrival(RecordedCurve curve) {
    double first = curve.begin();
    return new Reading(Ages.ofMinutes(first), curve.at(first));
  }

  private Outcome outcome(RecordedCurve curve, PollingRule rule, boolean isAdaptive) {
    var one = new SampledCurves(List.of(curve), terms.horizon());
    Replay replay = Replay.of(one, rule, terms.model(), () -> {});
    PolicyScore.Errors errors = isAdaptive ? replay.score().along() : replay.score().straight();
    List<Reading> readings = replay.readings().getFirst();
    long reached = curve.at(horizon);
    long last = readings.getLast().count();
    return new Outcome(
        readings,
        reached,
        errors.mean(),
        errors.finalCount(),
        reached - last > Math.max(MOVED, MOVED_PART * last),
        terms.price().ofPolls(readings.stream().skip(1).map(Reading::age).toList()));
  }

  private RuleAudit rule(String name, List<Outcome> outcomes) {
    return new RuleAudit(
        name,
        name.equals(terms.inForce()),
        mean(outcomes, Outcome::polls),
        Bootstrap.ratio(values(outcomes, Outcome::area), values(outcomes, Outcome::reached), seed)
            .times(PERCENT),
        mean(outcomes, Outcome::error).times(PERCENT),
        mean(outcomes, Outcome::finalError).times(PERCENT),
        mean(outcomes, outcome -> outcome.stoppedEarly() ? 1 : 0).times(PERCENT),
        mean(outcomes, Outcome::usd).times(1_000));
  }

  private Estimate mean(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
    return Bootstrap.mean(values(outcomes, value), seed);
  }

  private static double[] values(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
    return outcomes.stream().mapToDouble(value).toArray();
  }

  /** Forecasts by the readings that the zone's cadence would have had. */
  private List<ForecastAudit> forecasts(List<Outcome> outcomes) {
    List<ForecastAudit> forecasts = new ArrayList<>();
    for (int hours : FORECAST_HOURS) {
      Duration age = Duration.ofHours(hours);
      LEVELS.keySet().stream()
          .sorted()
          .forEach(
              level -> {
                double[] covered =
                    outcomes.stream()
                        .flatMap(outcome -> covers(outcome, age, level).stream())
                        .mapToDouble(is -> is ? 1 : 0)
                        .toArray();
                if (covered.length > 0) {
                  forecasts.add(
                      new ForecastAudit(
                          hours,
                          level,
                          covered.length,
                          Bootstrap.mean(covered, seed).times(PERCENT)));
                }
              });
    }
    return forecasts;
  }

  /** Empty when there was no interval, or no poll yet. */
  private Optional<Boolean> covers(Outcome outcome, Duration age, int level) {
    List<Reading> until =
        outcome.readings().stream().filter(reading -> reading.age().compareTo(age) <= 0).toList();
    if (until.size() < 2 || age.compareTo(terms.horizon()) >= 0) {
      return Optional.empty();
    }
    Belief belief = Belief.of(terms.model(), until);
    return LEVELS
        .get(level)
        .apply(Forecaster.at(belief, terms.horizon()))
        .map(interval -> interval.contains(outcome.reached()));
  }
}
