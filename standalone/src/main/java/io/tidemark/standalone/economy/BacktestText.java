package io.tidemark.standalone.economy;

import io.tidemark.forecast.replay.BacktestReport;
import io.tidemark.forecast.replay.Comparison;
import io.tidemark.forecast.replay.ForecastScore;
import io.tidemark.forecast.replay.LadderGap;
import io.tidemark.forecast.replay.PolicyRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The report of a back-test as lines of text. */
public final class BacktestText {

  private BacktestText() {}

  public static List<String> of(BacktestReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "                                    per 1,000 tweets      straight lines, %     "
            + "along the template, %");
    lines.add(
        "policy                    polls  calls   twitterapi    X    WAPE  mean  final"
            + "    WAPE  mean  final");
    report.policies().forEach(row -> lines.add(policy(row)));
    lines.add("");
    lines.add("Beside the rules of the clock (which draw straight lines), along the template:");
    report.comparisons().forEach(comparison -> lines.add("  " + comparison(comparison)));
    lines.add("");
    lines.add(
        "Errors divided by those of a ladder of as many polls (above 1 the ladder is better):");
    report.gaps().forEach(gap -> lines.add("  " + gap(gap)));
    lines.add("");
    lines.add("Forecasts of the count at the horizon:");
    report.forecasts().forEach(score -> lines.add("  " + forecast(score)));
    return lines;
  }

  private static String policy(PolicyRow row) {
    var straight = row.score().straight();
    var along = row.score().along();
    return format(
        "%-24s %6.2f %6.1f %9.3f %8.2f  %6.2f %5.2f %6.2f  %6.2f %5.2f %6.2f",
        row.name(),
        row.score().polls(),
        row.cost().calls(),
        row.cost().twitterapiUsd(),
        row.cost().xUsd(),
        100 * straight.wape(),
        100 * straight.mean(),
        100 * straight.finalCount(),
        100 * along.wape(),
        100 * along.mean(),
        100 * along.finalCount());
  }

  private static String comparison(Comparison comparison) {
    return format(
        "%-9s at the WAPE of %s: %s fewer polls, at its mean error: %s; at its polls: WAPE %s, mean"
            + " error %s",
        word(comparison.kind()),
        comparison.rule(),
        times(comparison.fewerForWape()),
        times(comparison.fewerForMean()),
        percent(comparison.wape()),
        percent(comparison.mean()));
  }

  private static String gap(LadderGap gap) {
    return format(
        "%-9s WAPE %.2f to %.2f, mean error %.2f to %.2f",
        word(gap.kind()), gap.bestWape(), gap.worstWape(), gap.bestMean(), gap.worstMean());
  }

  private static String forecast(ForecastScore score) {
    String readings =
        switch (score.readings()) {
          case ALL -> "all readings";
          case ONE -> "one reading ";
        };
    Double of80 = score.covered80();
    Double of90 = score.covered90();
    String covered =
        of80 == null || of90 == null
            ? "no intervals (the model has none for this horizon, or stands on fewer than 100 curves)"
            : format(
                "%.1f %% in the 80 %% interval, %.1f %% in the 90 %% interval",
                100 * of80, 100 * of90);
    return format(
        "after %d h, %s: median error %.1f %%, %s",
        score.age().toHours(), readings, 100 * score.medianError(), covered);
  }

  private static String word(PolicyRow.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String times(@Nullable Double factor) {
    return factor != null ? format("%.1f times", factor) : "not reached,";
  }

  private static String percent(@Nullable Double part) {
    return part != null ? format("%.2f %%", 100 * part) : "none has so few";
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
