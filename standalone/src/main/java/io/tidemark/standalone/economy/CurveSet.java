package io.tidemark.standalone.economy;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.curves.BadCurvesException;
import io.tidemark.forecast.curves.CurveFile;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.learning.Calibrator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The curves of a back-test.
 *
 * @param judged those that policies are replayed on
 * @param training the files that a model is learnt from and ladders are fitted to; empty where
 *     there are none, and ladders are fitted to the judged curves
 */
public record CurveSet(List<RecordedCurve> judged, List<List<RecordedCurve>> training) {

  /** Where no curve has a row in the last tenth of the horizon, none was recorded until then. */
  private static final double RECORDED = 0.9;

  /**
   * Reads them. Where a file is both judged and for training, every second curve of each training
   * file is for training, beginning with the first, and the others of that file are judged.
   *
   * @param check called now and then; what it throws ends the work
   * @throws BadCurvesException when a file cannot be used
   */
  public static CurveSet read(Path curves, List<Path> training, Runnable check) {
    List<RecordedCurve> judged = CurveFile.read(curves, check);
    boolean halves = training.stream().anyMatch(file -> isSame(file, curves));
    if (halves && judged.size() < 2) {
      throw new BadCurvesException("%s has one curve, which cannot be halved.".formatted(curves));
    }
    List<List<RecordedCurve>> files = new ArrayList<>();
    for (Path file : training) {
      List<RecordedCurve> read = isSame(file, curves) ? judged : CurveFile.read(file, check);
      files.add(halves ? everySecond(read, 0) : read);
    }
    return new CurveSet(halves ? everySecond(judged, 1) : judged, files);
  }

  /**
   * Curves that are in no file.
   *
   * @param check called now and then; what it throws ends the work
   * @throws BadCurvesException when a file of the training curves cannot be used
   */
  public static CurveSet of(List<RecordedCurve> judged, List<Path> training, Runnable check) {
    return new CurveSet(
        judged, training.stream().map(file -> CurveFile.read(file, check)).toList());
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

  /** Whether there are curves for training. */
  public boolean isTrained() {
    return !training.isEmpty();
  }

  /** The curves that ladders are fitted to. */
  public List<RecordedCurve> fitted() {
    return isTrained() ? training.stream().flatMap(List::stream).toList() : judged;
  }

  /**
   * A model of the training curves.
   *
   * @param check called now and then; what it throws ends the work
   */
  public GrowthModel learnt(Duration horizon, long seed, Runnable check) {
    return Calibrator.ofFiles(training, horizon, "training curves", seed, check);
  }

  /**
   * A sentence that warns of a file that was recorded for less time than the horizon. The last row
   * of a single curve does not say so: it may have stood still.
   */
  public static Optional<String> shorter(Path file, List<RecordedCurve> curves, Duration horizon) {
    double last = curves.stream().mapToDouble(RecordedCurve::lastRow).max().orElse(0);
    return last >= RECORDED * Ages.inMinutes(horizon)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The last row of %s is at an age of %.1f h, and the horizon is %.1f h: all its"
                    + " curves stand still from there on.",
                file,
                last / 60,
                Ages.inMinutes(horizon) / 60));
  }

  /**
   * Does work that may need more memory than there is.
   *
   * @throws BadCurvesException in place of an {@link OutOfMemoryError}
   */
  public static <T> T inMemory(Supplier<T> work) {
    try {
      return work.get();
    } catch (OutOfMemoryError full) {
      throw new BadCurvesException(
          String.format(
              Locale.ROOT,
              "The curves do not fit into %,d MB: take fewer curves, or give the JVM more memory"
                  + " (TIDEMARK_JAVA_OPTIONS=-Xmx8g).",
              Runtime.getRuntime().maxMemory() >> 20),
          full);
    }
  }
}
