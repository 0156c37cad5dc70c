package io.tidemark.forecast.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The least error for a number of polls, of some policies of one kind. Between two policies it is
 * straight: when posts are divided among both, polls and errors are so too.
 */
public final class Frontier {

  private record Point(double polls, double error) {}

  private final List<Point> points = new ArrayList<>();

  private Frontier() {}

  public static Frontier of(List<PolicyScore> scores, ToDoubleFunction<PolicyScore> error) {
    var frontier = new Frontier();
    double least = Double.POSITIVE_INFINITY;
    for (PolicyScore score :
        scores.stream().sorted(Comparator.comparingDouble(PolicyScore::polls)).toList()) {
      if (score.polls() > 0 && error.applyAsDouble(score) < least) {
        least = error.applyAsDouble(score);
        frontier.points.add(new Point(score.polls(), least));
      }
    }
    return frontier;
  }

  /** The fewest polls with at most such an error; empty when there are none. */
  public OptionalDouble polls(double error) {
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      if (point.error() <= error) {
        if (i == 0) {
          return OptionalDouble.of(point.polls());
        }
        Point before = points.get(i - 1);
        double part = (before.error() - error) / (before.error() - point.error());
        return OptionalDouble.of(before.polls() + part * (point.polls() - before.polls()));
      }
    }
    return OptionalDouble.empty();
  }

  /** The least error with at most so many polls; empty when all need more. */
  public OptionalDouble error(double polls) {
    if (points.isEmpty() || points.getFirst().polls() > polls) {
      return OptionalDouble.empty();
    }
    for (int i = 1; i < points.size(); i++) {
      Point point = points.get(i);
      if (point.polls() > polls) {
        Point before = points.get(i - 1);
        double part = (polls - before.polls()) / (point.polls() - before.polls());
        return OptionalDouble.of(before.error() + part * (point.error() - before.error()));
      }
    }
    return OptionalDouble.of(points.getLast().error());
  }
}
