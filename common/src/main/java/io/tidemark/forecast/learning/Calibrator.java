package io.tidemark.forecast.learning;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Belief;
import io.tidemark.forecast.Calibration;
import io.tidemark.forecast.Calibration.Distances;
import io.tidemark.forecast.Calibration.Readings;
import io.tidemark.forecast.Forecaster;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.ModelFormat;
import io.tidemark.forecast.Quantiles;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Learns a model with its calibration. Conformal prediction needs curves that the model has not
 * seen: a fifth of the curves at a time is judged by a model of the others, and the scores of all
 * five calibrate the model of all (cross-conformal prediction, Vovk 2015). Curves with the same
 * place in their files are held out together: files may follow the same posts, whole and thinned
 * say, and a curve that the model has seen in another form is not unseen.
 */
public final class Calibrator {

  private static final int FOLDS = 5;

  /** Where fewer curves have moved, or have not, all count. */
  private static final int LEAST_OF_A_GROUP = 30;

  /** More curves than this make the quantiles no better. */
  private static final int MOST_CURVES = 1_000;

  private Calibrator() {}

  /**
   * As {@link Learner#learn}, with the calibration if there are at least 100 curves.
   *
   * @param check called now and then; what it throws ends the work
   */
  public static GrowthModel learn(
      List<RecordedCurve> curves, Duration horizon, String source, long seed, Runnable check) {
    return ofFiles(List.of(curves), horizon, source, seed, check);
  }

  /**
   * The same of several files. There is no calibration either where all curves that grow are held
   * out together, since nothing is left then to learn from.
   *
   * @param check called now and then; what it throws ends the work
   */
  public static GrowthModel ofFiles(
      List<List<RecordedCurve>> files, Duration horizon, String source, long seed, Runnable check) {
    List<RecordedCurve> curves = files.stream().flatMap(List::stream).toList();
    GrowthModel model = Learner.learn(curves, horizon, source, seed, check);
    int[] folds = folds(files.stream().mapToInt(List::size).max().orElse(0), seed);
    return curves.size() < Calibration.LEAST_CURVES || !growInTwo(files, folds, horizon)
        ? model
        : model.calibrated(calibration(files, folds, model, seed, check));
  }

  /** The fold of each place in a file, at random, lest a period of a file decide it. */
  private static int[] folds(int places, long seed) {
    int[] folds = new int[places];
    var random = new SplittableRandom(seed);
    for (int i = 0; i < places; i++) {
      int other = random.nextInt(i + 1);
      folds[i] = folds[other];
      folds[other] = i % FOLDS;
    }
    return folds;
  }

  private static boolean growInTwo(List<List<RecordedCurve>> files, int[] folds, Duration horizon) {
    return files.stream()
            .flatMapToInt(
                file ->
                    IntStream.range(0, file.size())
                        .filter(i -> file.get(i).at(Ages.inMinutes(horizon)) > 0)
                        .map(i -> folds[i]))
            .distinct()
            .limit(2)
            .count()
        == 2;
  }

  private static Calibration calibration(
      List<List<RecordedCurve>> files, int[] folds, GrowthModel whole, long seed, Runnable check) {
    int each = (whole.curves() + MOST_CURVES - 1) / MOST_CURVES;
    List<Scores> scores = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      List<RecordedCurve> seen = new ArrayList<>();
      List<RecordedCurve> unseen = new ArrayList<>();
      for (List<RecordedCurve> file : files) {
        for (int i = 0; i < file.size(); i++) {
          (folds[i] == fold ? unseen : seen).add(file.get(i));
        }
      }
      GrowthModel model = Learner.learn(seen, whole.horizon(), whole.source(), seed, check);
      for (int i = 0; i < unseen.size(); i += each) {
        check.run();
        scores.add(Scores.of(model, unseen.get(i)));
      }
    }
    return new Calibration(scores.size(), readings(scores, false), readings(scores, true));
  }

  /**
   * The distances of the forecasts of one curve at each age.
   *
   * @param many with readings at all ages until then
   * @param few with one reading then
   * @param moved whether the curve had moved then
   */
  private record Scores(double[] many, double[] few, boolean[] moved) {

    static Scores of(GrowthModel model, RecordedCurve curve) {
      Ages ages = model.ages();
      long reached = curve.at(Ages.inMinutes(model.horizon()));
      double[] many = new double[ages.size()];
      double[] few = new double[ages.size()];
      boolean[] moved = new boolean[ages.size()];
      Belief prior = Belief.prior(model);
      Belief all = prior;
      for (int age = 1; age < ages.size() - 1; age++) {
        double minutes = ages.minutes(age);
        var reading = new Reading(Ages.ofMinutes(minutes), curve.at(minutes));
        all = all.after(reading);
        many[age] = Forecaster.distance(all, reached);
        few[age] = Forecaster.distance(prior.after(reading), reached);
        moved[age] = reading.count() >= Calibration.MOVED;
      }
      return new Scores(many, few, moved);
    }
  }

  private static Readings readings(List<Scores> scores, boolean moved) {
    return new Readings(
        distances(scores, moved, Scores::many), distances(scores, moved, Scores::few));
  }

  private static Distances distances(
      List<Scores> scores, boolean moved, Function<Scores, double[]> of) {
    int ages = of.apply(scores.getFirst()).length;
    double[] of80 = new double[ages];
    double[] of90 = new double[ages];
    for (int age = 0; age < ages; age++) {
      int at = age;
      double[] group =
          scores.stream()
              .filter(score -> score.moved()[at] == moved)
              .mapToDouble(score -> of.apply(score)[at])
              .sorted()
              .toArray();
      double[] sorted =
          group.length >= LEAST_OF_A_GROUP
              ? group
              : scores.stream().mapToDouble(score -> of.apply(score)[at]).sorted().toArray();
      of80[age] = ModelFormat.rounded(Quantiles.conformal(sorted, 0.8));
      of90[age] = ModelFormat.rounded(Quantiles.conformal(sorted, 0.9));
    }
    return new Distances(of80, of90);
  }
}
