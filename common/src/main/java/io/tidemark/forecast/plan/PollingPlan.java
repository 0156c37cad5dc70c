package io.tidemark.forecast.plan;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Weight;
import io.tidemark.forecast.replay.PollingRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What the adaptive policies of one model and weight cost and miss, by their prices, and the same
 * for rules of the clock: told from posts that are drawn from the model.
 *
 * <p>From the cheapest price on, at which some six polls are made of a tweet, to the first at which
 * none is. Between two prices everything is straight over the logarithm of the price: posts may be
 * divided among both.
 */
public final class PollingPlan {

  private static final int POSTS = 300;

  private static final double LOWEST_PRICE = 0.002;
  private static final double STEP = 1.5;
  private static final int MOST_PRICES = 40;

  private static final int HALVINGS = 50;

  private final List<PlanPoint> points;
  private final Map<String, PlanPoint> rules;

  private PollingPlan(List<PlanPoint> points, Map<String, PlanPoint> rules) {
    this.points = points;
    this.rules = rules;
  }

  /**
   * Draws posts and replays all policies on them, which takes some tenths of a second.
   *
   * @param rules the rules of the clock by their names, of the 25th percentile of the engagement at
   *     the horizon
   * @param seed the same seed gives the same plan
   */
  public static PollingPlan of(
      GrowthModel model, Weight weight, DoubleFunction<Map<String, PollingRule>> rules, long seed) {
    List<DrawnPosts.Post> posts = DrawnPosts.of(model, POSTS, seed);
    var replay = new PlanReplay(model, posts);
    List<PlanPoint> points = new ArrayList<>();
    double price = LOWEST_PRICE;
    do {
      PlanPoint point = replay.of(AdaptivePolicy.of(model, weight, price));
      points.add(points.isEmpty() ? point : point.after(points.getLast()));
      price *= STEP;
    } while (points.getLast().polls() > 0 && points.size() < MOST_PRICES);
    Map<String, PlanPoint> byName = new LinkedHashMap<>();
    rules
        .apply(DrawnPosts.percentile(posts, 0.25))
        .forEach((name, rule) -> byName.put(name, replay.of(rule)));
    return new PollingPlan(List.copyOf(points), byName);
  }

  /** One point for each price, the cheapest first; the last one has no polls. */
  public List<PlanPoint> points() {
    return points;
  }

  /** The rules of the clock, by their names. */
  public Map<String, PlanPoint> rules() {
    return rules;
  }

  /** At a price; beyond the lowest and the highest one as there. */
  public PlanPoint atPrice(double price) {
    return first(point -> point.price() >= price);
  }

  /** With so many polls of a post; the cheapest price where that is not so many. */
  public PlanPoint withPolls(double polls) {
    return first(point -> point.polls() <= polls);
  }

  /**
   * With the most polls that do not spend more.
   *
   * @param spending of a point; the cheaper polls are, the higher
   * @return the point without polls where that spends more
   */
  public PlanPoint within(ToDoubleFunction<PlanPoint> spending, double most) {
    return first(point -> spending.applyAsDouble(point) <= most);
  }

  /** With the fewest polls that miss no more; the cheapest price where that misses more. */
  public PlanPoint missing(double error) {
    // The last point before the first that misses more.
    return first(point -> point.error() >= error);
  }

  /** The cheapest point with a property that all dearer ones have too. */
  private PlanPoint first(Predicate<PlanPoint> holds) {
    if (holds.test(points.getFirst())) {
      return points.getFirst();
    }
    for (int i = 1; i < points.size(); i++) {
      if (holds.test(points.get(i))) {
        return between(points.get(i - 1), points.get(i), holds);
      }
    }
    return points.getLast();
  }

  private static PlanPoint between(PlanPoint cheap, PlanPoint dear, Predicate<PlanPoint> holds) {
    double without = 0;
    double with = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (without + with) / 2;
      if (holds.test(cheap.towards(dear, middle))) {
        with = middle;
      } else {
        without = middle;
      }
    }
    return cheap.towards(dear, with);
  }
}
