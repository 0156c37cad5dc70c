package io.tidemark.forecast.plan;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Belief;
import io.tidemark.forecast.CurveEstimate;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.NextPoll;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.replay.PollingRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** Replays ways of polling on drawn posts. */
final class PlanReplay {

  private static final double DAY = Ages.inMinutes(Duration.ofDays(1));

  /**
   * What is known after some readings. Posts and prices that have read the same share it, which
   * most of them do for a while.
   */
  private static final class Known {

    private final Belief belief;
    private final List<Reading> readings;
    private final CurveEstimate drawn;
    private final Map<Reading, Known> after = new HashMap<>();

    Known(Belief belief, List<Reading> readings) {
      this.belief = belief;
      this.readings = readings;
      drawn = CurveEstimate.of(belief, readings);
    }

    Known after(Reading reading) {
      return after.computeIfAbsent(reading, this::further);
    }

    private Known further(Reading reading) {
      List<Reading> all = new ArrayList<>(readings);
      all.add(reading);
      return new Known(belief.after(reading), List.copyOf(all));
    }
  }

  private final Ages ages;
  private final List<DrawnPosts.Post> posts;
  private final Known nothing;

  PlanReplay(GrowthModel model, List<DrawnPosts.Post> posts) {
    this.posts = posts;
    ages = model.ages();
    nothing = new Known(Belief.prior(model), List.of());
  }

  /** An adaptive policy, its curves drawn along the template. */
  PlanPoint of(AdaptivePolicy policy) {
    var sums = new Sums();
    for (DrawnPosts.Post post : posts) {
      Known known = nothing;
      while (policy.next(known.belief, known.belief.age()) instanceof NextPoll.At at) {
        known = known.after(new Reading(at.age(), post.curve().at(Ages.inMinutes(at.age()))));
      }
      sums.add(post, known.readings, known.drawn::at);
    }
    return sums.point(policy.price());
  }

  /** A rule of the clock, its curves drawn by straight lines, as they are without a model. */
  PlanPoint of(PollingRule rule) {
    var sums = new Sums();
    for (DrawnPosts.Post post : posts) {
      List<Reading> readings =
          rule.readings(post.curve()).stream()
              .filter(reading -> reading.age().compareTo(ages.horizon()) <= 0)
              .toList();
      sums.add(post, readings, age -> straight(readings, age));
    }
    return sums.point(Double.NaN);
  }

  /** On straight lines between readings, from zero at age zero on; the last one holds. */
  private static double straight(List<Reading> readings, double age) {
    double before = 0;
    double count = 0;
    for (Reading reading : readings) {
      double at = Ages.inMinutes(reading.age());
      if (at >= age) {
        double part = at > before ? (age - before) / (at - before) : 1;
        return count + part * (reading.count() - count);
      }
      before = at;
      count = reading.count();
    }
    return count;
  }

  private final class Sums {

    private double polls;
    private double days;
    private double missed;
    private double relative;
    private double engagement;

    void add(DrawnPosts.Post post, List<Reading> readings, DoubleUnaryOperator drawn) {
      double area = area(post, readings, drawn);
      polls += post.weight() * readings.size();
      days += post.weight() * days(readings);
      missed += post.weight() * area;
      relative += post.weight() * area / Math.max(1, post.reached());
      engagement += post.weight() * post.reached();
    }

    PlanPoint point(double price) {
      double error = engagement > 0 ? missed / engagement : 0;
      return new PlanPoint(price, polls, days, error, relative);
    }
  }

  /** Two polls lie on two days as often as the time between them is a part of a day. */
  private static double days(List<Reading> readings) {
    double days = readings.isEmpty() ? 0 : 1;
    for (int i = 1; i < readings.size(); i++) {
      Duration between = readings.get(i).age().minus(readings.get(i - 1).age());
      days += Math.min(1, Ages.inMinutes(between) / DAY);
    }
    return days;
  }

  /** Between the true and the drawn curve, as a part of the horizon; both are of straight parts. */
  private double area(DrawnPosts.Post post, List<Reading> readings, DoubleUnaryOperator drawn) {
    double[] bends =
        DoubleStream.concat(
                DoubleStream.of(ages.toArray()),
                readings.stream().mapToDouble(reading -> Ages.inMinutes(reading.age())))
            .sorted()
            .toArray();
    double area = 0;
    double before = 0;
    for (int i = 1; i < bends.length; i++) {
      double off = post.curve().at(bends[i]) - drawn.applyAsDouble(bends[i]);
      area += (bends[i] - bends[i - 1]) * meanDistance(before, off);
      before = off;
    }
    return area / Ages.inMinutes(ages.horizon());
  }

  /** The mean distance from zero on a straight way between two values. */
  private static double meanDistance(double from, double to) {
    double first = Math.abs(from);
    double last = Math.abs(to);
    return from * to >= 0
        ? (first + last) / 2
        : (first * first + last * last) / (2 * (first + last));
  }
}
