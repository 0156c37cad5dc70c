package io.tidemark.forecast.learning;

import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Streams;
import io.tidemark.forecast.curves.CurveFile;
import io.tidemark.forecast.curves.RecordedCurve;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Curves of posts that are drawn from a model. */
public final class DrawnCurves {

  private DrawnCurves() {}

  public static List<RecordedCurve> of(GrowthModel model, int curves, long seed) {
    var random = new SplittableRandom(seed);
    double[] ages = model.ages().toArray();
    var csv = new StringBuilder("curve,age_seconds,count\n");
    for (int curve = 0; curve < curves; curve++) {
      long[] counts = Streams.post(model, random);
      for (int age = 0; age < counts.length; age++) {
        csv.append(String.format(Locale.ROOT, "%d,%.0f,%d%n", curve, 60 * ages[age], counts[age]));
      }
    }
    try {
      return CurveFile.read(
          "drawn.csv", new ByteArrayInputStream(csv.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
