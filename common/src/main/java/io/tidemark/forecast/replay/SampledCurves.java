package io.tidemark.forecast.replay;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Quantiles;
import io.tidemark.forecast.curves.RecordedCurve;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Curves up to a horizon, sampled 1,440 times: once a minute where the horizon is a day. */
public final class SampledCurves {

  private static final int STEPS = 1_440;

  private final List<RecordedCurve> curves;
  private final Duration horizon;
  private final double step;
  private final long[][] counts;

  public SampledCurves(List<RecordedCurve> curves, Duration horizon) {
    this.curves = curves;
    this.horizon = horizon;
    step = Ages.inMinutes(horizon) / STEPS;
    counts = new long[curves.size()][STEPS + 1];
    for (int curve = 0; curve < counts.length; curve++) {
      for (int i = 0; i <= STEPS; i++) {
        counts[curve][i] = curves.get(curve).at(i * step);
      }
    }
  }

  public int size() {
    return counts.length;
  }

  public Duration horizon() {
    return horizon;
  }

  /** The count at the horizon that a share of the curves does not exceed. */
  public double percentile(double share) {
    double[] reached = new double[counts.length];
    for (int curve = 0; curve < reached.length; curve++) {
      reached[curve] = reached(curve);
    }
    Arrays.sort(reached);
    return Quantiles.of(reached, share);
  }

  RecordedCurve curve(int curve) {
    return curves.get(curve);
  }

  /** The counter at the horizon. */
  long reached(int curve) {
    return counts[curve][STEPS];
  }

  double count(int curve, double minutes) {
    return counts[curve][(int) Math.min(STEPS, Math.round(minutes / step))];
  }

  int samples() {
    return STEPS + 1;
  }

  double minutes(int sample) {
    return sample * step;
  }

  long sample(int curve, int sample) {
    return counts[curve][sample];
  }

  /** The area between a curve and a straight line, as a part of the horizon. */
  double area(int curve, double from, double to, double start, double end) {
    int first = (int) Math.round(from / step);
    int last = (int) Math.round(to / step);
    double slope = last > first ? (end - start) / (last - first) : 0;
    double area = 0;
    for (int i = first; i < last; i++) {
      area += Math.abs(counts[curve][i] - (start + slope * (i - first)));
    }
    return area / STEPS;
  }
}
