package io.tidemark.forecast.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.replay.PolicyScore.Errors;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** With numbers that were computed by hand: areas are those of triangles and rectangles. */
class ReplayTest {

  /**
   * The first has 40 after 90 minutes and 100 after 180, the second nothing, the third 10 after 30.
   */
  private static final SampledCurves CURVES =
      ThreePosts.curves("rises,0,0 rises,5400,40 rises,10800,100 still,0,0 jumps,1800,10");

  /** The last age lies beyond the horizon. */
  private static final PollingRule RULE =
      curve ->
          readings(
              curve,
              Map.of(
                      "rises", new double[] {120, 240},
                      "still", new double[] {60, 400},
                      "jumps", new double[0])
                  .get(curve.name()));

  private static List<Reading> readings(RecordedCurve curve, double[] minutes) {
    return DoubleStream.of(minutes)
        .mapToObj(age -> new Reading(Ages.ofMinutes(age), curve.at(age)))
        .toList();
  }

  private final Replay replay = Replay.of(CURVES, RULE, ThreePosts.twoAnHour(), () -> {});

  @Test
  void pollsBeyondTheHorizonDoNotCount() {
    assertThat(replay.score().polls()).isEqualTo(1);
    assertThat(replay.readings()).extracting(List::size).containsExactly(2, 1, 0);
  }

  @Test
  void straightLinesMissTheAreaBesideThem() {
    Errors errors = replay.score().straight();
    // Minutes: 1,350 + 150 until the first poll, 900 + 900 until the second.
    double rises = 3_300 / 360.0;
    double jumps = 10 * 330 / 360.0;

    assertThat(errors.wape()).isEqualTo((rises + jumps) / 110, within(1e-4));
    assertThat(errors.mean()).isEqualTo((rises / 100 + jumps / 10) / 3, within(1e-4));
    assertThat(errors.finalCount()).isEqualTo((0 + 0 + 1) / 3.0, within(1e-9));
  }

  @Test
  void alongTheTemplateCurvesGoOnAsTheModelSays() {
    Errors errors = replay.score().along();
    // After the last poll two more an hour are drawn: a triangle of 4 in two hours, and of 10 in
    // five; without a poll 12 in six, which crosses the curve after five.
    double rises = (3_300 + 4 * 120 / 2.0) / 360;
    double still = 10 * 300 / 2.0 / 360;
    double jumps = (15 + 9 * 270 / 2.0 + 2 * 60 / 2.0) / 360;

    assertThat(errors.wape()).isEqualTo((rises + still + jumps) / 110, within(1e-4));
    // A post that reaches nothing counts as one that reaches one.
    assertThat(errors.mean()).isEqualTo((rises / 100 + still + jumps / 10) / 3, within(2e-3));
    assertThat(errors.finalCount()).isEqualTo((4 / 100.0 + 10 + 2 / 10.0) / 3, within(1e-9));
  }

  @Test
  void aReplayCanBeStopped() {
    var stop = new IllegalStateException("stopped");

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Replay.of(
                    CURVES,
                    RULE,
                    ThreePosts.twoAnHour(),
                    () -> {
                      throw stop;
                    }))
        .isSameAs(stop);
  }
}
