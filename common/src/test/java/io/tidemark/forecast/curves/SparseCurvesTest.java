package io.tidemark.forecast.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.learning.Learner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseCurvesTest {

  private static final Duration MONTH = Duration.ofDays(30);
  private static final double DAY = 1_440;

  private static Reading reading(double days, long count) {
    return new Reading(Duration.ofMinutes(Math.round(days * DAY)), count);
  }

  @Test
  void aCurveIsStraightBetweenReadings() {
    RecordedCurve curve =
        SparseCurves.of("a", List.of(reading(1, 1_440), reading(20, 2_000)), MONTH);

    assertThat(curve.at(720)).isEqualTo(720);
    assertThat(curve.at(DAY)).isEqualTo(1_440);
    assertThat(curve.at(10 * DAY)).isEqualTo(1_705);
  }

  @Test
  void afterTheLastReadingEachDoublingBringsHalf() {
    RecordedCurve curve =
        SparseCurves.of(
            "a", List.of(reading(1, 100), reading(3.75, 200), reading(7.5, 240)), MONTH);

    // To 15 days 20 more, to 30 days another 10.
    assertThat(curve.at(30 * DAY)).isEqualTo(270);
  }

  @Test
  void aCounterThatFellIsTakenAsItWasBefore() {
    RecordedCurve curve =
        SparseCurves.of("a", List.of(reading(1, 50), reading(8, 40), reading(29, 50)), MONTH);

    assertThat(curve.at(8 * DAY)).isEqualTo(50);
    assertThat(curve.at(30 * DAY)).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource({
    "0.25, 1, 3, 7.25, true",
    "0.25, 1, 3, 7.2, false", // covers less than a week
    "2.1, 4, 7, 20, false", // how it began is not known
    "2, 4, 7, 9, true"
  })
  void aWeekOfReadingsFromTheBeginningIsEnough(
      double first, double second, double third, double last, boolean enough) {
    List<Reading> readings =
        List.of(reading(first, 1), reading(second, 2), reading(third, 3), reading(last, 4));

    assertThat(SparseCurves.isEnough(readings, SparseCurves.LEAST_COVERED)).isEqualTo(enough);
    assertThat(SparseCurves.isEnough(readings.subList(1, 4), SparseCurves.LEAST_COVERED))
        .as("three readings")
        .isFalse();
  }

  @Test
  void readTwiceADayTheShapesOfPostsAreLearntAllTheSame() {
    var random = new SplittableRandom(3);
    List<RecordedCurve> curves = new ArrayList<>();
    for (int curve = 0; curve < 200; curve++) {
      // Half of the posts reach half of their engagement in a day, the others in a week.
      double half = curve % 2 == 0 ? 1 : 7;
      List<Reading> readings = new ArrayList<>();
      double last = curve % 3 == 0 ? 8 : 29;
      for (double day = random.nextDouble(0.5); day < last; day += 0.5) {
        readings.add(reading(day, Math.round(1_000 * day / (day + half))));
      }
      curves.add(SparseCurves.of("c" + curve, readings, MONTH));
    }

    GrowthModel model = Learner.learn(curves, MONTH, "drawn", 1);

    double quick = 0;
    double slow = 1;
    for (int shape = 0; shape < model.shapes(); shape++) {
      if (model.weight(shape) > 0.05) {
        quick = Math.max(quick, model.share(shape, DAY));
        slow = Math.min(slow, model.share(shape, DAY));
      }
    }
    // Of a thousand at day one 500 and 125, of which there are 968 and 811 after 30 days.
    assertThat(quick).isCloseTo(500 / 968.0, within(0.05));
    assertThat(slow).isCloseTo(125 / 811.0, within(0.05));
  }
}
