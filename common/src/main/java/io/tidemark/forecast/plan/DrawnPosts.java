package io.tidemark.forecast.plan;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/**
 * Posts that are drawn from a model: a cell by the prior, and increments from one age to the next
 * that are negative-binomial of size one, as {@link io.tidemark.forecast.Belief} takes them.
 *
 * <p>A few posts have most of the engagement, so that half of the posts are drawn by their
 * engagement, and each has a weight.
 */
final class DrawnPosts {

  /**
   * @param weight what share of the stream it stands for
   * @param curve straight between two of the ages
   */
  record Post(double weight, long reached, RecordedCurve curve) {}

  /** Multiples of it, taken modulo one, spread over the shapes more evenly than chance does. */
  private static final double GOLDEN = 0.6180339887498949;

  private DrawnPosts() {}

  /**
   * Draws them.
   *
   * @param posts how many
   * @param seed the same seed gives the same posts
   */
  static List<Post> of(GrowthModel model, int posts, long seed) {
    var random = new SplittableRandom(seed);
    double mean = 0;
    for (int level = 0; level < model.levels(); level++) {
      mean += model.prior(level) * model.level(level);
    }
    double ofAll = mean;
    IntToDoubleFunction often = level -> (1 + model.level(level) / ofAll) / 2;
    double first = random.nextDouble();
    double sum = 0;
    List<Post> drawn = new ArrayList<>();
    for (int post = 0; post < posts; post++) {
      double part = (post + random.nextDouble()) / posts;
      int level =
          drawn(model.levels(), each -> model.prior(each) * often.applyAsDouble(each), part);
      int shape = drawn(model.shapes(), model::weight, (first + post * GOLDEN) % 1);
      double weight = 1 / often.applyAsDouble(level);
      sum += weight;
      drawn.add(post(model, shape, level, weight, random));
    }
    double all = sum;
    return drawn.stream()
        .map(post -> new Post(post.weight() / all, post.reached(), post.curve()))
        .toList();
  }

  private static int drawn(int size, IntToDoubleFunction weight, double part) {
    double left = part;
    int index = 0;
    while (index + 1 < size && left >= weight.applyAsDouble(index)) {
      left -= weight.applyAsDouble(index);
      index++;
    }
    return index;
  }

  private static Post post(
      GrowthModel model, int shape, int level, double weight, SplittableRandom random) {
    Ages ages = model.ages();
    List<Reading> readings = new ArrayList<>();
    long count = 0;
    for (int age = 1; age < ages.size(); age++) {
      double share =
          model.share(shape, ages.minutes(age)) - model.share(shape, ages.minutes(age - 1));
      double increment = model.level(level) * share;
      count +=
          (long)
              (Math.log(1 - random.nextDouble()) / (Math.log(increment) - Math.log1p(increment)));
      readings.add(new Reading(Ages.ofMinutes(ages.minutes(age)), count));
    }
    return new Post(weight, count, RecordedCurve.ofReadings("drawn", readings));
  }

  /** The count at the horizon that a share of the stream does not exceed. */
  static double percentile(List<Post> posts, double share) {
    double left = share;
    List<Post> sorted = posts.stream().sorted(Comparator.comparingLong(Post::reached)).toList();
    for (Post post : sorted) {
      left -= post.weight();
      if (left <= 0) {
        return post.reached();
      }
    }
    return sorted.getLast().reached();
  }
}
