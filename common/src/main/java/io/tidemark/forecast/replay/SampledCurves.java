package io.tidemark.forecast.replay;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Quantiles;
import io.tidemark.forecast.curves.RecordedCurve;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Curves up to a horizon, sampled 1,440 times: once a minute where the horizon is a day. Samples
 * are made when a curve is replayed and not kept, for those of all would take a hundred times the
 * memory of what was recorded.
 */
public final class SampledCurves {

  private static final int STEPS = 1_440;

  private final List<RecordedCurve> curves;
  private final Duration horizon;
  private final double step;

  public SampledCurves(List<RecordedCurve> curves, Duration horizon) {
    this.curves = List.copyOf(curves);
    this.horizon = horizon;
    step = Ages.inMinutes(horizon) / STEPS;
  }

  public int size() {
    return curves.size();
  }

  public Duration horizon() {
    return horizon;
  }

  /** The count at the horizon that a share of the curves does not exceed. */
  public double percentile(double share) {
    double[] reached = new double[curves.size()];
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
    return curves.get(curve).at(STEPS * step);
  }

  Samples samples(int curve) {
    return new Samples(curves.get(curve).sampled(step, STEPS), step);
  }

  /**
   * The samples of one curve.
   *
   * @param counts at age zero, after a step and so on to the horizon
   * @param step in minutes
   */
  record Samples(long[] counts, double step) {

    int size() {
      return counts.length;
    }

    double minutes(int sample) {
      return sample * step;
    }

    /** The counter at the sample that is nearest to an age. */
    double count(double minutes) {
      return counts[(int) Math.min(STEPS, Math.round(minutes / step))];
    }

    /** The area between the curve and a straight line, as a part of the horizon. */
    double area(double from, double to, double start, double end) {
      int first = (int) Math.round(from / step);
      int last = (int) Math.round(to / step);
      double slope = last > first ? (end - start) / (last - first) : 0;
      double area = 0;
      for (int i = first; i < last; i++) {
        area += Math.abs(counts[i] - (start + slope * (i - first)));
      }
      return area / STEPS;
    }
  }
}
