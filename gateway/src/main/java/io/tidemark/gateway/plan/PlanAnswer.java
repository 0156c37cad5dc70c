package io.tidemark.gateway.plan;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.forecast.Goal;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.plan.PlanPoint;
import io.tidemark.forecast.plan.PollingPlan;
import io.tidemark.gateway.plan.PlannedSource.Use;
import io.tidemark.gateway.plan.PlannedStream.Daily;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.cadence.ClockCadence;
import io.tidemark.tracker.intake.GoalColumns;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code /api/plan}.
 *
 * @param zoneId null without a zone
 * @param source where tweets are polled
 * @param sampledPerDay tweets that are polled densely, whatever the price
 * @param reached whether the plan has what was asked for; else it is the nearest one
 * @param plan what the adaptive cadence polls and misses
 * @param onePercentMore the same for a hundredth more money; polls where there is no price
 * @param cadences the same of the cadences that go by the clock
 * @param frontier from the most polls to none
 * @param settings what makes it the plan of a zone, as a change of the zone takes it
 */
record PlanAnswer(
    @Nullable String zoneId,
    Basis model,
    String horizon,
    String weight,
    double tweetsPerHour,
    double sampledPerDay,
    String source,
    boolean reached,
    Planned plan,
    Point onePercentMore,
    List<OfCadence> cadences,
    List<Point> frontier,
    Map<String, Object> settings) {

  /** The growth model behind it. */
  record Basis(String source, int curves) {}

  /**
   * A way of polling at the platform where tweets are polled.
   *
   * @param price null for a cadence by the clock
   * @param errorPercent the WAPE
   */
  record Point(
      double pollsPerTweet,
      @Nullable Double price,
      double errorPercent,
      double meanErrorPercent,
      double usdPerMonth) {}

  /** With what it costs at each platform. */
  record Planned(@JsonUnwrapped Point point, List<Use> sources) {}

  record OfCadence(String cadence, @JsonUnwrapped Point point, List<Use> sources) {}

  private static final double A_LITTLE = 1.01;
  private static final double NEARLY = 1e-6;
  private static final MathContext DIGITS = new MathContext(4);

  /**
   * @param sources that of the polls first
   * @throws Problem when money is planned and the polls have no price
   */
  static PlanAnswer of(
      PlannedStream stream, PollingPlan plan, Goal wanted, List<PlannedSource> sources) {
    PlannedSource source = sources.getFirst();
    if (wanted instanceof Goal.UsdPerDay && !source.hasPrice()) {
      throw Problem.of(
          Type.INVALID_REQUEST,
          "Polls at %s have no price in the settings; ask with polls_per_tweet or error_percent."
              .formatted(source.name()));
    }
    PlanPoint chosen = chosen(stream, plan, wanted, source);
    double spent = source.usdPerDay(stream.adaptive(chosen), stream.lot());
    PlanPoint more =
        source.hasPrice()
            ? chosen(stream, plan, new Goal.UsdPerDay(spent * A_LITTLE), source)
            : plan.withPolls(Math.max(chosen.polls(), NEARLY) * A_LITTLE);
    GrowthModel model = stream.model().model();
    return new PlanAnswer(
        stream.zone(),
        new Basis(model.source(), model.curves()),
        stream.horizon().toHours() + "h",
        stream.weight().word(),
        stream.tweetsPerHour(),
        stream.sampledPerDay(),
        source.name(),
        isReached(wanted, chosen, spent),
        new Planned(
            point(stream, stream.adaptive(chosen), chosen, source),
            uses(stream, stream.adaptive(chosen), sources)),
        point(stream, stream.adaptive(more), more, source),
        Stream.of(ClockCadence.values())
            .map(cadence -> ofCadence(stream, plan, cadence, sources))
            .toList(),
        plan.points().stream()
            .map(each -> point(stream, stream.adaptive(each), each, source))
            .toList(),
        settings(stream, wanted));
  }

  private static PlanPoint chosen(
      PlannedStream stream, PollingPlan plan, Goal wanted, PlannedSource source) {
    return switch (wanted) {
      case Goal.PollsPerTweet goal -> plan.withPolls(goal.polls());
      case Goal.ErrorPercent goal -> plan.missing(goal.percent() / 100);
      case Goal.UsdPerDay goal ->
          plan.within(
              point -> source.usdPerDay(stream.adaptive(point), stream.lot()), goal.dollars());
    };
  }

  private static boolean isReached(Goal wanted, PlanPoint chosen, double spent) {
    return switch (wanted) {
      case Goal.PollsPerTweet goal -> isNear(chosen.polls(), goal.polls());
      case Goal.ErrorPercent goal -> isNear(100 * chosen.error(), goal.percent());
      case Goal.UsdPerDay goal -> isNear(spent, goal.dollars());
    };
  }

  private static boolean isNear(double value, double wanted) {
    return Math.abs(value - wanted) <= 1e-3 * wanted;
  }

  private static OfCadence ofCadence(
      PlannedStream stream, PollingPlan plan, ClockCadence cadence, List<PlannedSource> sources) {
    PlanPoint point = plan.rules().get(cadence.name());
    Daily daily = stream.byTheClock(point);
    return new OfCadence(
        cadence.name(),
        point(stream, daily, point, sources.getFirst()),
        uses(stream, daily, sources));
  }

  private static Point point(
      PlannedStream stream, Daily daily, PlanPoint point, PlannedSource source) {
    return new Point(
        point.polls(),
        Double.isNaN(point.price()) ? null : point.price(),
        100 * point.error(),
        100 * point.meanError(),
        source.usdPerDay(daily, stream.lot()) * Wanted.DAYS_OF_A_MONTH);
  }

  private static List<Use> uses(PlannedStream stream, Daily daily, List<PlannedSource> sources) {
    return sources.stream().map(source -> source.use(daily, stream.lot())).toList();
  }

  private static Map<String, Object> settings(PlannedStream stream, Goal wanted) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("cadence", Cadence.ADAPTIVE.name());
    settings.put("horizon", stream.horizon().toHours() + "h");
    settings.put("weight", stream.weight().word());
    settings.put("goal", Map.of(GoalColumns.word(wanted), rounded(GoalColumns.value(wanted))));
    return settings;
  }

  /** A goal as people write it. */
  private static double rounded(double value) {
    return new BigDecimal(value).round(DIGITS).doubleValue();
  }
}
