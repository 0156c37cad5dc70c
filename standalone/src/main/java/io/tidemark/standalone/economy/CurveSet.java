package io.tidemark.standalone.economy;

import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.curves.BadCurvesException;
import io.tidemark.forecast.curves.CurveFile;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.learning.Calibrator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The curves of a back-test.
 *
 * @param judged those that policies are replayed on
 * @param training those that ladders are fitted to; the judged ones where there are no others
 * @param isTrained whether there are training curves, which a model can be learnt from
 */
public record CurveSet(
    List<RecordedCurve> judged, List<RecordedCurve> training, boolean isTrained) {

  /**
   * Reads them. Where both files are the same, every second curve is for training, beginning with
   * the first, and the others are judged.
   *
   * @throws BadCurvesException when a file cannot be used
   */
  public static CurveSet read(Path curves, Optional<Path> training) {
    List<RecordedCurve> judged = CurveFile.read(curves);
    if (training.isEmpty() || !isSame(training.get(), curves)) {
      return of(judged, training);
    }
    if (judged.size() < 2) {
      throw new BadCurvesException("%s has one curve, which cannot be halved.".formatted(curves));
    }
    return new CurveSet(everySecond(judged, 1), everySecond(judged, 0), true);
  }

  /**
   * Curves that are in no file.
   *
   * @throws BadCurvesException when the file of the training curves cannot be used
   */
  public static CurveSet of(List<RecordedCurve> judged, Optional<Path> training) {
    return training
        .map(file -> new CurveSet(judged, CurveFile.read(file), true))
        .orElseGet(() -> new CurveSet(judged, judged, false));
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException unreadable) { // which reading it will say
      return false;
    }
  }

  private static List<RecordedCurve> everySecond(List<RecordedCurve> curves, int first) {
    return IntStream.range(0, curves.size())
        .filter(i -> i % 2 == first)
        .mapToObj(curves::get)
        .toList();
  }

  /**
   * A model of the training curves.
   *
   * @param check called now and then; what it throws ends the work
   */
  public GrowthModel learnt(Duration horizon, long seed, Runnable check) {
    return Calibrator.learn(training, horizon, "training curves", seed, check);
  }
}
