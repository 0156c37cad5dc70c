package io.tidemark.forecast.replay;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.CurveEstimate;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.replay.PolicyScore.Errors;
import io.tidemark.forecast.replay.SampledCurves.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Replays a rule on curves. */
public final class Replay {

  private final SampledCurves curves;
  private final GrowthModel model;
  private final List<List<Reading>> readings = new ArrayList<>();
  private final Sums straight = new Sums();
  private final Sums along = new Sums();
  private long polls;
  private double engagement;

  private Replay(SampledCurves curves, GrowthModel model) {
    this.curves = curves;
    this.model = model;
  }

  /**
   * @param model by which curves are drawn along the template
   * @param check called for each curve; what it throws ends the work
   */
  public static Replay of(
      SampledCurves curves, PollingRule rule, GrowthModel model, Runnable check) {
    var replay = new Replay(curves, model);
    for (int curve = 0; curve < curves.size(); curve++) {
      check.run();
      replay.add(curve, withinHorizon(rule.readings(curves.curve(curve)), curves.horizon()));
    }
    return replay;
  }

  /** A rule of the clock knows no horizon. */
  private static List<Reading> withinHorizon(List<Reading> readings, Duration horizon) {
    return readings.stream().filter(reading -> reading.age().compareTo(horizon) <= 0).toList();
  }

  private void add(int curve, List<Reading> read) {
    readings.add(read);
    polls += read.size();
    Samples samples = curves.samples(curve);
    double reached = curves.reached(curve);
    engagement += reached;
    double from = 0;
    double start = 0;
    double missed = 0;
    for (Reading reading : read) {
      double to = Ages.inMinutes(reading.age());
      missed += samples.area(from, to, start, reading.count());
      from = to;
      start = reading.count();
    }
    double last = Ages.inMinutes(curves.horizon());
    missed += samples.area(from, last, start, start);
    straight.add(missed, Math.abs(reached - start), reached);
    CurveEstimate estimate = CurveEstimate.of(model, read);
    double off = 0;
    for (int i = 0; i < samples.size() - 1; i++) {
      off += Math.abs(samples.counts()[i] - estimate.at(samples.minutes(i)));
    }
    along.add(
        off / (samples.size() - 1), Math.abs(reached - Math.rint(estimate.at(last))), reached);
  }

  private static final class Sums {
    private double area;
    private double relative;
    private double finalCount;

    void add(double missed, double atTheEnd, double reached) {
      double whole = Math.max(1, reached);
      area += missed;
      relative += missed / whole;
      finalCount += atTheEnd / whole;
    }

    Errors errors(double engagement, int posts) {
      return new Errors(area / Math.max(1, engagement), relative / posts, finalCount / posts);
    }
  }

  public PolicyScore score() {
    int posts = curves.size();
    return new PolicyScore(
        (double) polls / posts,
        straight.errors(engagement, posts),
        along.errors(engagement, posts));
  }

  /** What was read of each curve. */
  public List<List<Reading>> readings() {
    return readings;
  }
}
