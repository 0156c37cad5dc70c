package io.tidemark.forecast;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The curve of a post through its readings: between two of them along the shape that its readings
 * tell, after the last one as the median of what is expected.
 */
public final class CurveEstimate {

  /** Less growth than this is none, for counters are whole. */
  private static final double NOTICEABLE = 0.5;

  private final Ages ages;
  private final double[] template;
  private final double[] minutes;
  private final double[] counts;
  private final double[] shares;

  private CurveEstimate(Belief belief, double[] minutes, double[] counts) {
    this.minutes = minutes;
    this.counts = counts;
    ages = belief.model().ages();
    template = belief.shares();
    shares = new double[minutes.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = ages.between(template, minutes[i]);
    }
  }

  /**
   * @param readings of one post, by age; before the first one the counter is taken to be zero at
   *     age zero
   */
  public static CurveEstimate of(GrowthModel model, List<Reading> readings) {
    return of(Belief.of(model, readings), readings);
  }

  /**
   * The same where what the readings tell is known.
   *
   * @param belief from these readings
   */
  public static CurveEstimate of(Belief belief, List<Reading> readings) {
    double[] minutes = new double[readings.size() + 2];
    double[] counts = new double[readings.size() + 2];
    int size = 1;
    for (Reading reading : readings) {
      double age = Ages.inMinutes(reading.age());
      if (age > minutes[size - 1]) {
        minutes[size] = age;
        size++;
      }
      counts[size - 1] = reading.count();
    }
    double horizon = belief.model().ages().horizonMinutes();
    if (minutes[size - 1] < horizon) {
      double growth = belief.medianGrowth(minutes[size - 1], horizon);
      minutes[size] = horizon;
      counts[size] = counts[size - 1] + (growth < NOTICEABLE ? 0 : growth);
      size++;
    }
    return new CurveEstimate(belief, Arrays.copyOf(minutes, size), Arrays.copyOf(counts, size));
  }

  /** The counter at an age; after the horizon and the last reading, that of the later one. */
  public double at(Duration age) {
    return at(Ages.inMinutes(age));
  }

  /** The same for an age in minutes. */
  public double at(double age) {
    if (age <= 0) {
      return counts[0];
    }
    int after = 1;
    while (after < minutes.length && minutes[after] < age) {
      after++;
    }
    if (after == minutes.length) {
      return counts[after - 1];
    }
    double whole = shares[after] - shares[after - 1];
    double part =
        whole > 0
            ? (ages.between(template, age) - shares[after - 1]) / whole
            : (age - minutes[after - 1]) / (minutes[after] - minutes[after - 1]);
    return counts[after - 1] + part * (counts[after] - counts[after - 1]);
  }
}
