package io.tidemark.forecast.replay;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.curves.CurveFile;
import io.tidemark.forecast.curves.RecordedCurve;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Curves and a model of six hours that are simple enough to be reckoned with by hand. */
final class ThreePosts {

  static final Duration HORIZON = Duration.ofHours(6);

  private ThreePosts() {}

  /** Rows of {@code curve,age_seconds,count}, separated by spaces. */
  static SampledCurves curves(String rows) {
    String csv = "curve,age_seconds,count\n" + rows.replace(' ', '\n') + "\n";
    try {
      List<RecordedCurve> curves =
          CurveFile.read("three", new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
      return new SampledCurves(curves, HORIZON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every post reaches twelve, by two an hour. */
  static GrowthModel twoAnHour() {
    Ages ages = Ages.upTo(HORIZON);
    double[] share = ages.toArray();
    for (int age = 0; age < share.length; age++) {
      share[age] /= 360;
    }
    double[] one = {1};
    return new GrowthModel(
        ages, new double[][] {share}, one, new double[] {12}, one.clone(), 100, "by hand", null);
  }
}
