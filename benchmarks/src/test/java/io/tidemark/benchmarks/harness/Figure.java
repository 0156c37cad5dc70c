package io.tidemark.benchmarks.harness;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * A measured value.
 *
 * @param name a contestant, or a ratio such as {@code tidemark ÷ raw}
 * @param unit {@code lots/s}, {@code ms}, {@code MB}; {@code ×} for a ratio
 */
public record Figure(String name, Samples series, String unit, Goal goal) {

  /** The unit of ratios. */
  public static final String RATIO = "×";

  /** A ratio with its goal. */
  public static Figure ratio(String name, Samples series, Goal goal) {
    return new Figure(name, series, RATIO, goal);
  }

  boolean isGood() {
    return goal.isMet(series.median());
  }

  String text() {
    String spread =
        series.values().size() == 1
            ? ""
            : " (%s–%s)".formatted(number(series.least()), number(series.most()));
    String judged =
        goal instanceof Goal.None
            ? ""
            : "  goal %s: %s".formatted(goal.text(), isGood() ? "met" : "MISSED");
    return "%-44s %12s %-8s%s%s".formatted(name, number(series.median()), unit, spread, judged);
  }

  JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put("name", name)
            .put("unit", unit)
            .put("median", series.median())
            .put("least", series.least())
            .put("most", series.most())
            .put("values", new JsonArray(series.values()));
    return goal instanceof Goal.None ? json : json.put("goal", goal.text()).put("met", isGood());
  }

  private static String number(double value) {
    return Math.abs(value) >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
