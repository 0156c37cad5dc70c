package io.tidemark.forecast.replay;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.replay.SampledCurves.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Polls every post at the same ages. */
public final class FixedLadder implements PollingRule {

  private final List<Duration> ages;

  private FixedLadder(List<Duration> ages) {
    this.ages = ages;
  }

  /** A ladder with polls at these ages. */
  public static FixedLadder of(List<Duration> ages) {
    return new FixedLadder(List.copyOf(ages));
  }

  /** Of the {@link Ages}, those that miss least of some curves. */
  public static FixedLadder best(SampledCurves curves, int polls) {
    return bests(curves, polls, () -> {}).getLast();
  }

  /**
   * The best ladders with one poll, two polls and so on. The mean of two errors is least: that of
   * the volume, and that of the posts by the square root of their engagement. What lies between two
   * polls depends on these alone, so that the best of all ladders is a shortest path.
   *
   * @param check called for each curve; what it throws ends the work
   */
  public static List<FixedLadder> bests(SampledCurves curves, int mostPolls, Runnable check) {
    Ages ages = Ages.upTo(curves.horizon());
    int size = ages.size();
    double[][] between = new double[size][size];
    double[] after = new double[size];
    for (int curve = 0; curve < curves.size(); curve++) {
      check.run();
      Samples samples = curves.samples(curve);
      double weight = 1 / Math.sqrt(Math.max(3, curves.reached(curve)));
      for (int from = 0; from < size; from++) {
        double start = samples.count(ages.minutes(from));
        after[from] +=
            weight * samples.area(ages.minutes(from), ages.minutes(size - 1), start, start);
        for (int to = from + 1; to < size; to++) {
          double end = samples.count(ages.minutes(to));
          between[from][to] +=
              weight * samples.area(ages.minutes(from), ages.minutes(to), start, end);
        }
      }
    }
    return paths(ages, between, after, mostPolls);
  }

  private static List<FixedLadder> paths(
      Ages ages, double[][] between, double[] after, int mostPolls) {
    int size = ages.size();
    double[] cost = new double[size];
    Arrays.fill(cost, Double.POSITIVE_INFINITY);
    cost[0] = 0;
    int[][] before = new int[mostPolls + 1][size];
    List<FixedLadder> ladders = new ArrayList<>();
    for (int poll = 1; poll <= mostPolls; poll++) {
      double[] further = new double[size];
      Arrays.fill(further, Double.POSITIVE_INFINITY);
      int last = 1;
      for (int to = 1; to < size; to++) {
        for (int from = 0; from < to; from++) {
          double with = cost[from] + between[from][to];
          if (with < further[to]) {
            further[to] = with;
            before[poll][to] = from;
          }
        }
        last = further[to] + after[to] < further[last] + after[last] ? to : last;
      }
      cost = further;
      ladders.add(of(path(ages, before, poll, last)));
    }
    return ladders;
  }

  private static List<Duration> path(Ages ages, int[][] before, int polls, int last) {
    List<Duration> path = new ArrayList<>();
    int age = last;
    for (int poll = polls; poll > 0; poll--) {
      path.addFirst(Ages.ofMinutes(ages.minutes(age)));
      age = before[poll][age];
    }
    return path;
  }

  public List<Duration> ages() {
    return ages;
  }

  @Override
  public List<Reading> readings(RecordedCurve curve) {
    return ages.stream().map(age -> new Reading(age, curve.at(Ages.inMinutes(age)))).toList();
  }
}
