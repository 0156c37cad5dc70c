package io.tidemark.forecast.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Belief;
import io.tidemark.forecast.Forecaster;
import io.tidemark.forecast.GrowthForecast;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.ModelFormat;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.Streams;
import io.tidemark.forecast.curves.BadCurvesException;
import io.tidemark.forecast.curves.RecordedCurve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LearnerTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final GrowthModel STREAM = Streams.model(2, 20, 21);
  private static final List<RecordedCurve> CURVES = DrawnCurves.of(STREAM, 250, 22);

  @Test
  void theSameCurvesGiveTheSameModel() {
    assertThat(ModelFormat.write(learnt(CURVES))).isEqualTo(ModelFormat.write(learnt(CURVES)));
  }

  @Test
  void whatWasLearntIsWrittenWithoutLoss() {
    GrowthModel model = learnt(CURVES);
    GrowthModel read = ModelFormat.read(ModelFormat.write(model));

    for (int shape = 0; shape < model.shapes(); shape++) {
      assertThat(read.weight(shape)).isEqualTo(model.weight(shape));
      for (double age : model.ages().toArray()) {
        assertThat(read.share(shape, age)).isEqualTo(model.share(shape, age));
      }
    }
    assertThat(read.level(7)).isEqualTo(model.level(7));
    assertThat(read.prior(7)).isEqualTo(model.prior(7));
  }

  @Test
  void theMeanShapeIsThatOfTheStream() {
    GrowthModel model = learnt(CURVES);

    for (double age : new double[] {60, 240, 720}) {
      assertThat(meanShare(model, age)).isEqualTo(meanShare(STREAM, age), within(0.1));
    }
  }

  private static double meanShare(GrowthModel model, double age) {
    double mean = 0;
    for (int shape = 0; shape < model.shapes(); shape++) {
      mean += model.weight(shape) * model.share(shape, age);
    }
    return mean;
  }

  @Test
  void intervalsCoverWhatTheyPromiseOnUnseenCurves() {
    GrowthModel model = Calibrator.learn(CURVES, DAY, "drawn", 1, () -> {});
    List<RecordedCurve> unseen = DrawnCurves.of(STREAM, 250, 23);
    int in80 = 0;
    int in90 = 0;
    for (RecordedCurve curve : unseen) {
      Belief belief = Belief.of(model, List.of(new Reading(Duration.ofHours(1), curve.at(60))));
      GrowthForecast forecast = Forecaster.at(belief, DAY);
      in80 += forecast.of80().orElseThrow().contains(curve.at(1_440)) ? 1 : 0;
      in90 += forecast.of90().orElseThrow().contains(curve.at(1_440)) ? 1 : 0;
      assertThat(forecast.of80().orElseThrow().contains(forecast.median())).isTrue();
    }

    assertThat(in80 / 250.0).isEqualTo(0.8, within(0.08));
    assertThat(in90 / 250.0).isEqualTo(0.9, within(0.06));
  }

  @Test
  void fewerThanAHundredCurvesGiveNoInterval() {
    GrowthModel model = Calibrator.learn(CURVES.subList(0, 99), DAY, "few", 1, () -> {});
    GrowthForecast forecast =
        Forecaster.at(Belief.of(model, List.of(new Reading(Duration.ofHours(2), 5))), Ages.LONGEST);

    assertThat(forecast.of80()).isEmpty();
    assertThat(forecast.of90()).isEmpty();
    assertThat(forecast.age()).isEqualTo(DAY);
    assertThat(forecast.basis()).isEqualTo(new GrowthForecast.Basis("few", 99, 0, 1));
  }

  /** Two files follow the same posts; one post in one place of both is all that grows. */
  @Test
  void aPostIsHeldOutInAllItsFormsTogether() {
    RecordedCurve grows = CURVES.stream().filter(curve -> curve.at(1_440) > 30).findFirst().get();
    RecordedCurve still = CURVES.stream().filter(curve -> curve.at(1_440) == 0).findFirst().get();
    List<RecordedCurve> one = new ArrayList<>(Collections.nCopies(60, still));
    one.set(7, grows);
    List<RecordedCurve> many = new ArrayList<>(Collections.nCopies(60, still));
    Collections.fill(many.subList(0, 20), grows);

    assertThat(ofFiles(List.of(one, one)).calibration()).isEmpty();
    assertThat(ofFiles(List.of(one, many)).calibration())
        .hasValueSatisfying(with -> assertThat(with.curves()).isEqualTo(120));
  }

  private static GrowthModel ofFiles(List<List<RecordedCurve>> files) {
    return Calibrator.ofFiles(files, DAY, "drawn", 1, () -> {});
  }

  @Test
  void learningCanBeStopped() {
    var checks = new AtomicInteger();
    var stop = new IllegalStateException("stopped");

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Calibrator.learn(
                    CURVES,
                    DAY,
                    "drawn",
                    1,
                    () -> {
                      if (checks.incrementAndGet() == 100) {
                        throw stop;
                      }
                    }))
        .isSameAs(stop);
  }

  @Test
  void curvesThatNeverGrowTeachNothing() {
    List<RecordedCurve> still =
        CURVES.stream().filter(curve -> curve.at(1_440) == 0).limit(20).toList();

    assertThatExceptionOfType(BadCurvesException.class)
        .isThrownBy(() -> learnt(still))
        .withMessage("There is nothing to learn from: no curve grows.");
  }

  @Test
  void oneCurveIsEnoughForAShape() {
    List<RecordedCurve> one =
        CURVES.stream().filter(curve -> curve.at(1_440) > 30).limit(1).toList();

    // Four more are in every model.
    assertThat(learnt(one).shapes()).isEqualTo(5);
  }

  private static GrowthModel learnt(List<RecordedCurve> curves) {
    return Learner.learn(curves, DAY, "drawn", 1);
  }
}
