package io.tidemark.forecast.replay;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Weight;
import io.tidemark.forecast.replay.ForecastScore.Readings;
import io.tidemark.forecast.replay.PolicyRow.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Compares policies on recorded curves.
 *
 * @param judged the curves that all policies are replayed on
 * @param training the curves that fixed ladders are fitted to
 * @param model of the adaptive policy, of the drawn curves and of the forecasts
 * @param calls what polls cost
 * @param prices at which adaptive policies are replayed beside the ten that are compared
 */
public record Backtest(
    SampledCurves judged,
    SampledCurves training,
    GrowthModel model,
    SharedCalls calls,
    List<Double> prices) {

  private static final int SHORTEST_LADDER = 2;
  private static final int LONGEST_LADDER = 8;

  private static final int PRICES = 10;
  private static final double LOWEST_PRICE = 0.003;
  private static final double HIGHEST_PRICE = 0.12;

  private static final List<Duration> FORECAST_AGES =
      List.of(Duration.ofHours(1), Duration.ofHours(3), Duration.ofHours(6));

  /**
   * Replays everything.
   *
   * @param clockRules rules that go by the clock, by their names
   * @param progress told of each policy before it is replayed
   * @param check called for each curve; what it throws ends the work
   */
  public BacktestReport run(
      Map<String, PollingRule> clockRules, Consumer<String> progress, Runnable check) {
    List<PolicyRow> rows = new ArrayList<>();
    clockRules.forEach(
        (name, rule) -> {
          progress.accept(name);
          rows.add(row(name, Kind.CLOCK, rule, check));
        });
    progress.accept("fixed ladders");
    List<FixedLadder> ladders = FixedLadder.bests(training, LONGEST_LADDER, check);
    for (FixedLadder ladder : ladders.subList(SHORTEST_LADDER - 1, LONGEST_LADDER)) {
      String name = "ladder of %d".formatted(ladder.ages().size());
      rows.add(row(name, Kind.LADDER, ladder, check));
    }
    for (Weight weight : Weight.values()) {
      progress.accept("adaptive, " + weight.word());
      for (int i = 0; i < PRICES; i++) {
        rows.add(
            adaptive(
                weight,
                LOWEST_PRICE * StrictMath.pow(HIGHEST_PRICE / LOWEST_PRICE, i / (PRICES - 1.0)),
                check));
      }
    }
    List<PolicyRow> atPrices = new ArrayList<>(rows);
    for (Weight weight : Weight.values()) {
      for (double price : prices) {
        atPrices.add(adaptive(weight, price, check));
      }
    }
    progress.accept("forecasts");
    List<ForecastScore> forecasts = new ArrayList<>();
    for (Readings readings : Readings.values()) {
      for (Duration age : FORECAST_AGES) {
        if (age.compareTo(judged.horizon()) < 0) {
          forecasts.add(ForecastScore.of(judged, model, age, readings, check));
        }
      }
    }
    return new BacktestReport(
        judged.size(),
        training.size(),
        atPrices,
        Comparison.all(rows),
        LadderGap.all(rows),
        forecasts);
  }

  private PolicyRow adaptive(Weight weight, double price, Runnable check) {
    var rule = new AdaptiveRule(AdaptivePolicy.of(model, weight, price));
    String digits = price >= 0.001 ? "%.4f" : "%s";
    String name = String.format(Locale.ROOT, "adaptive %s " + digits, weight.word(), price);
    return row(name, Kind.of(weight), rule, check);
  }

  private PolicyRow row(String name, Kind kind, PollingRule rule, Runnable check) {
    Replay replay = Replay.of(judged, rule, model, check);
    return new PolicyRow(name, kind, replay.score(), calls.of(replay.readings(), check));
  }
}
