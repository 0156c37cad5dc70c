package io.tidemark.gateway.plan;

import io.tidemark.forecast.Goal;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Parameters;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** What a plan is asked for: the one of three parameters that the request has. */
final class Wanted {

  /** A twelfth of a year. */
  static final double DAYS_OF_A_MONTH = 365.25 / 12;

  private static final String USD = "usd_per_month";
  private static final String POLLS = "polls_per_tweet";
  private static final String ERROR = "error_percent";

  private Wanted() {}

  /**
   * @throws Problem when none is given, or several are
   */
  static Goal of(RoutingContext request) {
    List<Goal> goals = new ArrayList<>();
    given(request, USD, goals, usd -> new Goal.UsdPerDay(usd / DAYS_OF_A_MONTH));
    given(request, POLLS, goals, Goal.PollsPerTweet::new);
    given(request, ERROR, goals, Goal.ErrorPercent::new);
    if (goals.size() != 1) {
      throw Problem.of(
          Type.INVALID_REQUEST,
          "Give exactly one of %s, %s and %s; %s."
              .formatted(
                  USD, POLLS, ERROR, goals.isEmpty() ? "there is none" : "there are several"));
    }
    return goals.getFirst();
  }

  private static void given(
      RoutingContext request, String name, List<Goal> goals, DoubleFunction<Goal> goal) {
    double value = Parameters.fraction(request, name, Double.NaN);
    if (!Double.isNaN(value)) {
      goals.add(goal.apply(value));
    }
  }
}
